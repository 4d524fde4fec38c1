import { rowLoader } from '#subgraphs/kit/batch-loader.ts';
import { idKey, pageRequest, toConnection, type PageArguments } from '#subgraphs/kit/connection.ts';
import { outcomeOf, Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import {
  perRequest,
  type ExtensionContext,
  type ExtensionResolvers,
  type Query,
} from '#subgraphs/company/extension.ts';
import { caseInputErrors, type CaseInput } from './case-rules.ts';
import { casesOfThreads, insertCase, pageOfCases, settleCase, type CaseRow } from './case-store.ts';

type CaseState = 'OPEN' | 'SETTLED';

const caseOfThread = perRequest(({ query }) =>
  rowLoader(
    (threadIds) => casesOfThreads(query, threadIds),
    ({ threadId }: CaseRow) => threadId,
  ),
);

/** Acme's cases. That the callers are Acme's own is the program's affair; of them, people write. */
export const caseResolvers: ExtensionResolvers = {
  Query: {
    async acmeCases(_parent, { state, ...args }: PageArguments & { state?: CaseState | null }, context) {
      const page = pageRequest(args, idKey);
      const rows = await pageOfCases(context.query, page, state == null ? null : state === 'SETTLED');
      return toConnection(rows, page, idKey, ({ id }) => id);
    },
  },
  Thread: {
    acmeCase: ({ id }: { id: string }, _args, context) => caseOfThread(context).load(id),
  },
  AcmeCase: {
    state: ({ settledAt }: CaseRow): CaseState => (settledAt === null ? 'OPEN' : 'SETTLED'),
    openedBy: ({ openedBy }: CaseRow, _args, { colleague }) => colleague(openedBy),
  },
  Mutation: {
    acmeOpenCase: (_parent, { input }: { input: CaseInput }, context) =>
      payload(
        asPerson(context, caseInputErrors(input), (query, opener) => open(context, query, input, opener)),
      ),
    acmeSettleCase: (_parent, { input }: { input: { caseId: string } }, context) =>
      payload(asPerson(context, [], (query) => settle(context, query, input.caseId))),
  },
};

async function open(
  { newUlid, now }: ExtensionContext,
  query: Query,
  { threadId, summary, exposure = null }: CaseInput,
  openedBy: string,
): Promise<CaseRow> {
  const row = { threadId, summary, exposure, openedBy, openedAt: now(), settledAt: null };
  const opened = await insertCase(query, { ...row, id: `acmecase_${newUlid()}` });
  if (opened === null) throw new Refusal('CONFLICT', 'There is a case behind this thread.', 'threadId');
  return opened;
}

async function settle({ now }: ExtensionContext, query: Query, caseId: string): Promise<CaseRow> {
  const settled = await settleCase(query, caseId, now());
  if (settled === null) throw new Refusal('NOT_FOUND', 'There is no such case.', 'caseId');
  return settled;
}

async function asPerson(
  { actor, write }: ExtensionContext,
  inputErrors: ReturnType<typeof caseInputErrors>,
  work: (query: Query, person: string) => Promise<CaseRow>,
): Promise<Outcome<CaseRow>> {
  const person = await actor();
  const mayWrite = person?.kind === 'person';
  return outcomeOf(mayWrite ? inputErrors : [], () => {
    if (!mayWrite) throw new Refusal('NOT_PERMITTED', 'You may not do this.');
    return write((query) => work(query, person.id));
  });
}

async function payload(outcome: Promise<Outcome<CaseRow>>) {
  const { done, userErrors } = await outcome;
  return { case: done, userErrors };
}
