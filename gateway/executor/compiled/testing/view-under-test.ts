import { composeView } from '#schema/compose.ts';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import type { Operation, RequestContext, Send, Target } from '../../../context.ts';
import { readContract } from '../../../policy/contract.ts';
import { createPlanners } from '../../planning/planners.ts';
import { createCompiledEngine } from '../compiled-engine.ts';
import { createOwnerRules } from '../routing.ts';

/** What a program was asked. */
export interface Asked {
  readonly target: Target;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>> & { readonly representations?: readonly object[] };
  readonly repeatable: boolean;
}

/** Stands for every program: an answer, its text, or null for nothing to ask. */
export type Answering = (asked: Asked) => unknown;

/** An answer as a client reads it. */
export interface Reply {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: { message: string; path?: unknown; extensions?: Record<string, unknown> }[];
}

const ulid = (n: number) => `01JQZX5T8E7W3N6K9M2P4R5S${String(n).padStart(2, '0')}`;

/** Ids of things of the shared layer. */
export const IDS = { team: `tem_${ulid(1)}`, thread: `thr_${ulid(1)}` };

/** A participant's representation. */
export const par = (owner: string, n: number) => ({
  __typename: 'Participant',
  id: `par_${owner}_${ulid(n)}`,
});

/** The participants of the team that the shared layer of the tests has. */
export const PEOPLE = (
  [
    ['harbor', 1],
    ['acme', 2],
    ['harbor', 3],
    ['nimbus', 4],
  ] as const
).map(([owner, n]) => ({ ...par(owner, n), displayName: `${owner} ${n}` }));

/** That team. */
export const TEAM = { __typename: 'Team', id: IDS.team, name: 'Rollout', participants: PEOPLE };

/** A company's slug, or what else a target is. */
export const nameOf = (target: Target) => (target.kind === 'foreign' ? target.company : target.kind);

/** Each company answers every entity with an agent of its own name, private fields and all. */
export const reference: Answering = ({ target, variables }) => {
  if (target.kind === 'shared') return { data: { team: TEAM, me: { subject: 's' } } };
  const { representations } = variables;
  if (!representations)
    return { data: { workspace: { agents: [{ name: 'Ops', instructions: 'private' }] } } };
  const agent = { name: nameOf(target), model: 'secret' };
  return { data: { _entities: representations.map(() => ({ agent })) } };
};

/** Acme's view in the compiled engine, every program answered for by `answering`. */
export function createViewUnderTest() {
  const seen = { asked: [] as Asked[], faults: [] as string[], plans: 0, answering: reference };
  const send: Send = async (target, { body, repeatable }) => {
    const one = { ...(JSON.parse(String(body)) as Asked), target, repeatable };
    seen.asked.push(one);
    const answer = await seen.answering(one);
    if (answer === null) return null;
    return Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer));
  };
  const planners = createPlanners('hive', (detail) => void seen.faults.push(detail));
  const routing = createOwnerRules(readContract(contractSdl()));
  const engine = createCompiledEngine({
    routing,
    send,
    planners: {
      builder: planners.builder,
      open: (view) => {
        const planner = planners.open(view);
        return { plan: (document) => ((seen.plans += 1), planner.plan(document)) };
      },
    },
  });
  const snapshot = engine.prepare({ key: 'k', supergraphSdl: composeView(sharedSdl(), contractSdl()) });
  const context: RequestContext = {
    requestId: 'r',
    traceparent: '',
    caller: { company: 'acme', token: 't', sub: 's', kind: 'person' },
    registry: { version: '1', sharedSdl: '', schemas: {}, companies: new Map(), byIssuer: new Map() },
    onFault: ({ subgraph, detail }) => void seen.faults.push(`${subgraph ?? ''}: ${detail}`),
  };
  const execute = async (query: string, operation: Partial<Operation> = {}) =>
    (await snapshot).execute({ query, queriesOnly: false, ...operation }, context);
  return {
    /** What was seen since the last `reset`, and who answers. */
    seen,
    engine,
    routing,
    send,
    context,
    execute,
    run: async (query: string, operation: Partial<Operation> = {}) =>
      JSON.parse(String((await execute(query, operation)).body)) as Reply,
    reset: () => void Object.assign(seen, { asked: [], faults: [], plans: 0, answering: reference }),
    close: () => planners.close(),
  };
}
