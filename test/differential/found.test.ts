import { afterAll, describe, expect, it } from '@jest/globals';
import type { Row } from '#gateway/executor/compiled/testing/rich-graph.ts';
import { createPlanners } from '#gateway/executor/planning/planners.ts';
import { createStage, type Outcome } from './engines.ts';
import { LINK, type Family } from './families.ts';
import { TROUBLES } from './troubles.ts';

const planners = createPlanners('hive', () => undefined);
afterAll(() => planners.close());

/** A case that generated ones were shrunk to. */
interface Found {
  readonly what: string;
  readonly subgraphs: Readonly<Record<string, string>>;
  readonly externals?: Readonly<Record<string, readonly string[]>>;
  readonly rows: readonly Row[];
  readonly query: string;
  /** The subgraph in trouble, and its trouble. */
  readonly trouble?: readonly [string, string];
  readonly wanted: Outcome;
}

const FOUND: readonly Found[] = [
  {
    what: 'a field is lost because what it requires is lost: both are told of',
    subgraphs: {
      a: `${LINK} type Query { t: T } type T @key(fields: "id") { id: ID! }`,
      b: `${LINK} type T @key(fields: "id") { id: ID! size: Int }`,
      c: `${LINK} type T @key(fields: "id") { id: ID! size: Int @external read: String @requires(fields: "size") }`,
    },
    externals: { c: ['size'] },
    rows: [{ __typename: 'T', id: 't1', size: 1, read: { made: 'size' } }],
    query: '{ t { read size } }',
    trouble: ['b', 'down'],
    wanted: { data: { t: { read: null, size: null } }, places: ['["t","read"]', '["t","size"]'] },
  },
  {
    what: 'a field is lost with what it requires, which nobody asked for: told of at its own place',
    subgraphs: {
      a: `${LINK} type Query { t: T } type T @key(fields: "id") { id: ID! }`,
      b: `${LINK} type T @key(fields: "id") { id: ID! size: Int }`,
      c: `${LINK} type T @key(fields: "id") { id: ID! size: Int @external read: String @requires(fields: "size") }`,
    },
    externals: { c: ['size'] },
    rows: [{ __typename: 'T', id: 't1', size: 1, read: { made: 'size' } }],
    query: '{ t { id read } }',
    trouble: ['b', 'down'],
    wanted: { data: { t: { id: 't1', read: null } }, places: ['["t","read"]'] },
  },
  {
    what: 'a field may be null by the interface and not by the object: null goes on to the object',
    subgraphs: {
      a: `${LINK} type Query { t: Known } interface Known { id: ID! name: String }
        type T implements Known { id: ID! name: String! } type U implements Known { id: ID! name: String }`,
    },
    rows: [{ __typename: 'T', id: 't1', name: null }],
    query: '{ t { name } }',
    wanted: { data: { t: null }, places: ['["t","name"]'] },
  },
];

function familyOf({ subgraphs, externals = {}, rows }: Found): Family {
  const [first] = rows;
  const query = { __typename: 'Query', id: 'query', t: { ref: first?.['id'] } };
  return {
    name: 'found',
    graph: { subgraphs, externals, interfaceObject: null },
    rows: () => new Map([...rows, query].map((row: Row) => [String(row['id']), { ...row }])),
    whole: [],
  };
}

describe('what generated cases once showed to be wrong', () => {
  it.each(FOUND.map((found) => [found.what, found] as const))('%s', async (what, found) => {
    const family = familyOf(found);
    const stage = await createStage(family, what, planners);
    const [subgraph, kind = ''] = found.trouble ?? [];
    const trouble = (name: string, body: Uint8Array) =>
      name === subgraph ? (TROUBLES[kind]?.change(body) ?? body) : body;
    const question = { query: found.query, variables: {} };
    expect(await stage.compiled(question, family.rows(), trouble)).toEqual(found.wanted);
  });
});
