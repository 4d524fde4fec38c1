import {
  buildSchema,
  executeSync,
  isEnumType,
  isListType,
  isNonNullType,
  parse,
  validate,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
} from 'graphql';
import type { RequestContext, Send } from '#gateway/context.ts';
import { createChoices, randomQuery, type Choices } from '#gateway/executor/compiled/testing/random-query.ts';
import { composeGraph } from '#gateway/executor/compiled/testing/rich-programs.ts';
import { createPlanners } from '#gateway/executor/planning/planners.ts';
import { dataKey } from '#gateway/planner/data-keys.ts';
import { createNamedEngine } from '#gateway/static/static-gateway.ts';
import { spoiled } from '../grammar.ts';
import { hostileAnswer } from '../hostile-answer.ts';
import { hold, type Target } from '../target.ts';

const SDL = `
type Query { thing: Thing things: [Thing!]! named: [Named] any: [Any!] count: Int must: Int! deep: [[Int!]] data: Json }
interface Named { name: String! }
type Thing implements Named { id: ID! name: String! count: Int size: Float done: Boolean mood: Mood data: Json
  list: [String!] deep: [[Int!]!] self: Thing next: Thing! other: Named any: Any }
type Other implements Named { id: ID! name: String! count: Int size: Float self: Thing }
union Any = Thing | Other
enum Mood { GOOD BAD }
scalar Json`;
const schema = buildSchema(SDL);

/** What the engine reads and writes of an answer is what graphql-js makes of the same data, where leaves are strict. */
export const json: Target = {
  name: 'json',
  cases: 60,
  async open() {
    const planners = createPlanners('hive', () => undefined);
    let answer: (query: string) => string = () => '';
    const send: Send = (_, { body }) => {
      const { query } = JSON.parse(String(body)) as { query: string };
      return Promise.resolve(Buffer.from(answer(query)));
    };
    const engine = await createNamedEngine('compiled', send, planners);
    const snapshot = await engine.prepare({ key: 'json', supergraphSdl: composeGraph({ one: SDL }) });
    return {
      close: () => {
        planners.close();
        return Promise.resolve();
      },
      async check(choices) {
        const { query, variables } = randomQuery(schema, createChoices(genesOf(choices)));
        if (validate(schema, parse(query)).length > 0) return;
        const ruined = choices.below(12) === 11;
        let said = '{"data":{}}';
        answer = (asked) =>
          (said = ruined
            ? spoiled(hostileAnswer(asked, schema, choices), choices)
            : hostileAnswer(asked, schema, choices));
        const { body } = await snapshot.execute({ query, variables, queriesOnly: false }, CONTEXT);
        compare({ query, variables, said, ruined, got: String(body) });
      },
    };
  },
};

/** The first of the choices are the query's. */
function genesOf(choices: Choices): number[] {
  return Array.from({ length: 8 + choices.below(40) }, () => choices.below(1_000_000));
}

interface Case {
  readonly query: string;
  readonly variables: Record<string, unknown>;
  readonly said: string;
  readonly ruined: boolean;
  readonly got: string;
}

function compare({ query, variables, said, ruined, got }: Case): void {
  const about = () => `${query}\n${JSON.stringify(variables)}\n${said}\n${got}`;
  const reply = JSON.parse(got) as {
    data?: unknown;
    errors?: readonly { message: unknown; path?: unknown }[];
  };
  hold(
    JSON.stringify(reply) === got || /-0|1e|\\u/.test(got),
    () => `not as JSON.stringify writes it: ${about()}`,
  );
  hold(
    Object.keys(reply).every((key) => ['data', 'errors'].includes(key)),
    () => `no answer: ${about()}`,
  );
  hold(
    (reply.errors ?? []).every(({ message }) => typeof message === 'string'),
    () => `no errors: ${about()}`,
  );
  hold(({} as Record<string, unknown>)['polluted'] === undefined, () => `a prototype: ${about()}`);
  if (ruined) return;
  const { data } = JSON.parse(said) as { data: unknown };
  const expected = executeSync({
    schema,
    document: parse(query),
    variableValues: variables,
    rootValue: data,
    fieldResolver,
    typeResolver,
  });
  const theirs = (expected.errors ?? []).map(({ path }) => JSON.stringify(path));
  const ours = (reply.errors ?? []).map(({ path }) => JSON.stringify(path));
  hold(
    JSON.stringify(reply.data) === JSON.stringify(expected.data),
    () => `${JSON.stringify(expected)} is expected: ${about()}`,
  );
  // Where the gateway looks deeper it says so of the place below.
  const isTold = (path: string | undefined) =>
    ours.some((one) => `${one.slice(0, -1)},`.startsWith(`${path?.slice(0, -1) ?? ''},`));
  hold(theirs.every(isTold), () => `errors at ${theirs.join()}: ${about()}`);
}

const typeResolver = (value: Record<string, unknown>) =>
  typeof value['__typename'] === 'string' ? value['__typename'] : undefined;

const fieldResolver: GraphQLFieldResolver<Record<string, unknown>, unknown> = (
  source,
  _args,
  _context,
  info,
) => {
  const [node] = info.fieldNodes;
  const key = node ? dataKey(node, new Set()) : '';
  return strict(info.returnType, Object.hasOwn(source, key) ? source[key] : null);
};

/** graphql-js makes a text of a number and so on: here a leaf of another type is an error, as it is for the gateway. */
function strict(type: GraphQLOutputType, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (isNonNullType(type)) return strict(type.ofType, value);
  if (isListType(type))
    return Array.isArray(value) ? value.map((item) => strict(type.ofType, item)) : new Error('no list');
  if ('getFields' in type || 'getTypes' in type)
    return typeof value === 'object' && !Array.isArray(value) ? value : new Error('no object');
  const fits = isEnumType(type) ? typeof value === 'string' : (LEAVES[type.name]?.(value) ?? true);
  return fits ? value : new Error('another type');
}

const LEAVES: Readonly<Record<string, (value: unknown) => boolean>> = {
  String: (value) => typeof value === 'string',
  ID: (value) => typeof value === 'string' || Number.isInteger(value),
  Boolean: (value) => typeof value === 'boolean',
  Int: (value) => Number.isInteger(value),
  Float: (value) => typeof value === 'number',
};

const CONTEXT: RequestContext = {
  requestId: 'r',
  traceparent: '',
  caller: { company: 'nobody', token: '', sub: 'nobody', kind: 'person' },
  registry: { version: '1', sharedSdl: '', schemas: {}, companies: new Map(), byIssuer: new Map() },
  onFault: () => undefined,
};
