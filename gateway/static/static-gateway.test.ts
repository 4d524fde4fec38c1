import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql, GraphQLError, parse, type GraphQLSchema } from 'graphql';
import { pino } from 'pino';
import { NotReached } from '../errors.ts';
import type { Wire, WireCall } from '../transport/wire.ts';
import { startStaticGateway, type RunningStaticGateway } from './static-gateway.ts';
import { supergraphUrls } from './supergraph-urls.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])';
const SHOP = parse(
  `${LINK} type Query { products: [Product] } type Product @key(fields: "id") { id: ID! name: String }`,
);
const STOCK = parse(`${LINK} type Product @key(fields: "id") { id: ID! left: Int broken: Int }`);

interface Ref {
  readonly id: string;
}
const schemas: Record<string, GraphQLSchema> = {
  'http://shop.test/graph': buildSubgraphSchema({
    typeDefs: SHOP,
    resolvers: {
      Query: {
        products: () => [
          { id: 1, name: 'Table' },
          { id: 2, name: 'Chair' },
        ],
      },
    },
  }),
  'https://stock.test/': buildSubgraphSchema({
    typeDefs: STOCK,
    resolvers: {
      Product: {
        __resolveReference: (given: Ref) => given,
        left: ({ id }: Ref) => Number(id) * 10,
        broken: ({ id }: Ref) => {
          if (id === '1') return 1;
          throw new GraphQLError('the shelf fell', { extensions: { code: 'SHELF', shelf: 7 } });
        },
      },
    },
  }),
};
const { supergraphSdl = '' } = composeServices([
  { name: 'shop', typeDefs: SHOP, url: 'http://shop.test/graph' },
  { name: 'stock-2', typeDefs: STOCK, url: 'https://stock.test/' },
]);

const calls: WireCall[] = [];
let stockIsUp = true;
const wire: Wire = {
  call: async (call) => {
    calls.push(call);
    if (!stockIsUp && call.url.includes('stock')) throw new NotReached('down');
    const { query, variables } = JSON.parse(String(call.body)) as {
      query: string;
      variables: Record<string, unknown>;
    };
    const schema = schemas[call.url];
    if (!schema) throw new Error(`nobody at ${call.url}`);
    const result = await graphql({ schema, source: query, variableValues: variables });
    return { status: 200, contentType: undefined, body: Buffer.from(JSON.stringify(result)) };
  },
  close: () => Promise.resolve(),
};

it('finds the addresses of subgraphs in a supergraph, by their own names', () => {
  expect([...supergraphUrls(supergraphSdl)]).toEqual([
    ['shop', 'http://shop.test/graph'],
    ['stock-2', 'https://stock.test/'],
  ]);
});

describe.each(['compiled', 'apollo'] as const)('a gateway without tenants, by the %s engine', (engine) => {
  let gateway: RunningStaticGateway;
  beforeAll(async () => {
    gateway = await startStaticGateway(
      {
        engine,
        supergraphSdl,
        host: '127.0.0.1',
        port: 0,
        planner: 'hive',
        forward: ['authorization', 'x-tenant'],
        logLevel: 'silent',
        corsOrigins: new Set(),
      },
      { wire, clock: Date.now, newId: () => 'id', logger: pino({ level: 'silent' }) },
    );
  });
  afterAll(() => gateway.stop());

  const ask = async (query: string, headers: Record<string, string> = {}) => {
    calls.length = 0;
    const answer = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
    return (await answer.json()) as { data?: unknown; errors?: Record<string, unknown>[] };
  };

  it('answers anybody across subgraphs', async () => {
    expect(await ask('{ products { name left } }')).toEqual({
      data: {
        products: [
          { name: 'Table', left: 10 },
          { name: 'Chair', left: 20 },
        ],
      },
    });
  });

  it('forwards the headers named, and no others', async () => {
    await ask('{ products { left } }', {
      authorization: 'Basic x',
      'X-Tenant': 't',
      'x-other': 'o',
      cookie: 'c',
    });
    expect(calls).toHaveLength(2);
    for (const { headers } of calls) {
      expect(headers).toMatchObject({ authorization: 'Basic x', 'x-tenant': 't' });
      expect(Object.keys(headers).sort()).toEqual([
        ...['accept', 'authorization', 'content-type', 'traceparent', 'x-request-id', 'x-tenant'],
      ]);
    }
    await ask('{ products { left } }');
    expect(calls[0]?.headers).not.toHaveProperty('authorization');
  });

  it('passes on what a subgraph says went wrong, where it went wrong', async () => {
    const { data, errors } = await ask('{ products { broken } }');
    expect(data).toEqual({ products: [{ broken: 1 }, { broken: null }] });
    expect(errors).toEqual([
      expect.objectContaining({
        message: 'the shelf fell',
        path: ['products', 1, 'broken'],
        extensions: expect.objectContaining({ code: 'SHELF', shelf: 7, serviceName: 'stock-2' }),
      }),
    ]);
  });

  it('says what in a document does not fit, with suggestions', async () => {
    const { errors } = await ask('{ product { left } }');
    expect(errors?.[0]).toMatchObject({
      message: 'Cannot query field "product" on type "Query". Did you mean "products"?',
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
  });

  it('has null and errors for a subgraph that is down', async () => {
    stockIsUp = false;
    const { data, errors } = await ask('{ products { name left } }');
    stockIsUp = true;
    expect(data).toEqual({
      products: [
        { name: 'Table', left: null },
        { name: 'Chair', left: null },
      ],
    });
    expect(errors?.length).toBeGreaterThan(0);
  });

  it('introspects', async () => {
    expect(await ask('{ __type(name: "Product") { name } }')).toEqual({
      data: { __type: { name: 'Product' } },
    });
  });
});
