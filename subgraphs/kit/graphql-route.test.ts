import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { badInput } from './errors.ts';
import { createGraphQLRoute, type GraphQLRoute } from './graphql-route.ts';
import type { HttpRequest } from './http-server.ts';

const typeDefs = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { hello: String bad: String broken: String secretField: String }
  type Thing @key(fields: "id") { id: ID! }
`;

interface Context {
  readonly who: string;
}

let route: GraphQLRoute;
let admitted = true;
const faults: unknown[] = [];
const finished: Context[] = [];

beforeAll(async () => {
  route = await createGraphQLRoute<Context>({
    typeDefs,
    resolvers: {
      Query: {
        hello: (_: unknown, __: unknown, { who }: Context) => `hello ${who}`,
        bad: () => {
          throw badInput('"x" is too long.');
        },
        broken: () => {
          throw new Error('SELECT secret');
        },
      },
    },
    contextFor: () => Promise.resolve(admitted ? { who: 'you' } : null),
    finish: (context) => Promise.resolve(void finished.push(context)),
    onFault: (error) => void faults.push(error),
  });
});
afterAll(() => route.stop());

async function post(body: unknown) {
  const headers = new Map([['content-type', 'application/json']]);
  const request: HttpRequest = {
    method: 'POST',
    url: new URL('http://localhost/graphql'),
    headers,
    header: (name) => headers.get(name),
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
  finished.length = 0;
  faults.length = 0;
  const reply = await route.route.handle(request);
  return { status: reply.status, text: reply.body ?? '', json: JSON.parse(reply.body ?? 'null') as unknown };
}

const codes = (json: unknown) =>
  (json as { errors: { extensions: { code: string } }[] }).errors.map(({ extensions }) => extensions.code);

describe('a subgraph’s GraphQL address', () => {
  it('answers with the request’s context, and is told when it is done', async () => {
    expect(await post({ query: '{ hello }' })).toMatchObject({
      status: 200,
      json: { data: { hello: 'hello you' } },
    });
    expect(finished).toEqual([{ who: 'you' }]);
  });

  it.each(['{ hello }', '{ _service { sdl } }', '{ nothingLikeThis }', 'not GraphQL'])(
    'is shut without a context, and says nothing of the document: %s',
    async (query) => {
      admitted = false;
      const { status, json } = await post({ query });
      admitted = true;
      expect([status, json]).toEqual([
        401,
        { errors: [{ message: 'A valid passport is required.', extensions: { code: 'UNAUTHENTICATED' } }] },
      ]);
      expect(finished).toEqual([]);
    },
  );

  it.each([
    ['{', 'BAD_REQUEST'],
    ['', 'BAD_REQUEST'],
    ['null', 'BAD_REQUEST'],
    ['{}', 'BAD_REQUEST'],
    ['{"query": 7}', 'BAD_REQUEST'],
    ['{"query": "{"}', 'GRAPHQL_PARSE_FAILED'],
    ['{"query": "{ nothingLikeThis }"}', 'GRAPHQL_VALIDATION_FAILED'],
    ['{"query": "{ __schema { types { name } } }"}', 'GRAPHQL_VALIDATION_FAILED'],
  ])('refuses %p with %s, which is no fault of ours', async (body, code) => {
    const { status, json } = await post(body);
    expect([status, codes(json)]).toEqual([400, [code]]);
    expect(faults).toEqual([]);
  });

  it('suggests no names', async () => {
    expect((await post({ query: '{ secretFiel }' })).text).not.toContain('secretField');
  });

  it('gives a caller’s mistake its words, and a fault none', async () => {
    const { json } = await post({ query: '{ bad broken }' });
    expect(json).toEqual({
      data: { bad: null, broken: null },
      errors: [
        { message: '"x" is too long.', path: ['bad'], extensions: { code: 'BAD_USER_INPUT' } },
        {
          message: 'Something went wrong on our side.',
          path: ['broken'],
          extensions: { code: 'INTERNAL_SERVER_ERROR' },
        },
      ],
    });
    expect(faults).toEqual([expect.objectContaining({ message: 'SELECT secret' })]);
    expect(finished).toHaveLength(1);
  });

  it('loses only the entity that it cannot resolve', async () => {
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Thing { id } } }';
    const { json } = await post({ query, variables: { r: [{ __typename: 'Thing', id: '1' }] } });
    expect(json).toEqual({ data: { _entities: [{ id: '1' }] } });
  });
});
