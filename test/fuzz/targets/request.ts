import { buildSchema } from 'graphql';
import { ERROR_TABLE, isErrorCode } from '#gateway/errors.ts';
import { createChoices, randomQuery, type Choices } from '#gateway/executor/compiled/testing/random-query.ts';
import { USUAL_BUDGET } from '#gateway/limits/budget.ts';
import { composeApi } from '#schema/compose.ts';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import { cannedId, privateMark } from '#test/testkit/canned-graph.ts';
import { startCannedNetwork, type CannedNetwork } from '#test/testkit/canned-network.ts';
import { piece, someJson, someText, spoiled } from '../grammar.ts';
import { hold, type Target } from '../target.ts';

const TOKENS = [
  '{',
  '}',
  '(',
  ')',
  '...',
  '@skip(if: true)',
  '$id',
  '__typename',
  '__schema { types { name } }',
  'on Agent',
  'node(id: "a")',
];
const ACCEPTS = [
  'application/json',
  'application/graphql-response+json',
  '*/*',
  'text/html',
  'application/json;q=0',
];
const TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'text/plain',
  'application/json; charset=utf-16',
  'multipart/form-data',
];
const IDS = ['Agent', 'Person', 'Participant', 'Thread', 'Team', 'Message'].flatMap((type) => [
  cannedId(type, 'acme'),
  cannedId(type, 'harbor', 1),
]);
const STATUSES = new Set<number>([
  ...Object.values(ERROR_TABLE).map(({ status }) => status),
  404,
  406,
  413,
  415,
]);
const CALLERS = ['acme', 'harbor', null] as const;

/** Whatever is sent, the answer is GraphQL over HTTP with codes of the table, and holds nothing private of another company. */
export const request: Target = {
  name: 'request',
  cases: 20,
  async open() {
    const network = await startCannedNetwork({ limits: USUAL_BUDGET, maxBodyBytes: 100_000 });
    const tokens = { acme: await network.tokenOf('acme'), harbor: await network.tokenOf('harbor') };
    const schema = buildSchema(composeApi(sharedSdl(), contractSdl()), { assumeValidSDL: true });
    const queryOf = (choices: Choices) => {
      const genes = Array.from({ length: 8 + choices.below(40) }, () => choices.below(1_000_000));
      const { query, variables } = randomQuery(schema, createChoices(genes));
      const named = query.replaceAll(/"(?:u1|zz)"/g, () => JSON.stringify(choices.of(IDS)));
      return { variables, query: choices.below(3) === 2 ? spoiled(named, choices, TOKENS) : named };
    };
    return {
      close: async () => {
        await network[Symbol.asyncDispose]();
      },
      check: (choices) => checkRequest(network, tokens, choices, queryOf),
    };
  },
};

async function checkRequest(
  network: CannedNetwork,
  tokens: Readonly<Record<'acme' | 'harbor', string>>,
  choices: Choices,
  queryOf: (choices: Choices) => object,
): Promise<void> {
  const caller = choices.of(CALLERS);
  const headers = headersOf(choices, caller === null ? someText(choices, 2) : `Bearer ${tokens[caller]}`);
  const body = bodyOf(choices, queryOf);
  const get = choices.below(8) === 7;
  const url = `${network.gatewayUrl}/graphql${get ? `?${String(new URLSearchParams({ query: body }))}` : ''}`;
  const response = await fetch(url, get ? { headers } : { method: 'POST', headers, body });
  const text = await response.text();
  const about = () =>
    `${String(response.status)} ${text.slice(0, 2000)}\nfor ${caller ?? 'nobody'} ${JSON.stringify(headers)} ${body}`;
  hold(STATUSES.has(response.status) && response.status < 500, about);
  checkAnswer(text, response.headers.get('content-type') ?? '', about);
  for (const company of ['acme', 'harbor', 'nimbus'])
    hold(company === caller || !text.includes(privateMark(company)), about);
}

function checkAnswer(text: string, type: string, about: () => string): void {
  // Whoever asks for a page is shown one.
  if (type.startsWith('text/html')) return;
  hold(/^application\/(?:graphql-response\+)?json/.test(type), about);
  const reply = JSON.parse(text) as {
    data?: unknown;
    errors?: readonly { message?: unknown; extensions?: { code?: unknown } }[];
  };
  hold(
    Object.keys(reply).every((key) => ['data', 'errors'].includes(key)),
    about,
  );
  hold('data' in reply || (reply.errors?.length ?? 0) > 0, about);
  for (const { message, extensions } of reply.errors ?? [])
    hold(
      typeof message === 'string' &&
        isErrorCode(extensions?.code) &&
        extensions.code !== 'INTERNAL_SERVER_ERROR',
      about,
    );
}

function headersOf(choices: Choices, authorization: string): Record<string, string> {
  const given: Record<string, string> = {
    authorization,
    accept: choices.below(3) === 2 ? choices.of(ACCEPTS) : 'application/json',
    'content-type': choices.below(4) === 3 ? choices.of(TYPES) : 'application/json',
    ...(choices.below(4) === 3
      ? { traceparent: someText(choices), [`x-${choices.below(9)}`]: piece(choices) }
      : {}),
    ...(choices.below(9) === 8 ? { 'content-encoding': choices.of(['gzip', 'identity']) } : {}),
  };
  // What no header may hold is never sent by `fetch`.
  const entries = Object.entries(given).map(([name, value]) => [name, value.replaceAll(/[^\x20-\x7e]/g, '')]);
  return Object.fromEntries(entries) as Record<string, string>;
}

function bodyOf(choices: Choices, queryOf: (choices: Choices) => object): string {
  const kind = choices.below(8);
  if (kind === 7) return JSON.stringify(someJson(choices));
  const asked = queryOf(choices);
  if (kind === 6) return spoiled(JSON.stringify(asked), choices);
  return JSON.stringify(
    kind === 5 ? { ...asked, extensions: someJson(choices), operationName: someJson(choices) } : asked,
  );
}
