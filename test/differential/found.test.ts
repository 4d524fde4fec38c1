import { afterAll, describe, expect, it } from '@jest/globals';
import { createPlanners } from '#gateway/executor/planning/planners.ts';
import { LINK } from './families.ts';
import { askSmall, type SmallCase } from './small-graphs.ts';

const planners = {
  hive: createPlanners('hive', () => undefined),
  apollo: createPlanners('apollo', () => undefined),
};
afterAll(() => {
  planners.hive.close();
  planners.apollo.close();
});

const SIZE = 'size(unit: String): String';
const T = { __typename: 'T', id: 't1' };

const REQUIRING = {
  a: `${LINK} type Query { t: T } type T @key(fields: "id") { id: ID! }`,
  b: `${LINK} type T @key(fields: "id") { id: ID! size: Int }`,
  c: `${LINK} type T @key(fields: "id") { id: ID! size: Int @external read: String @requires(fields: "size") }`,
};

const FOUND: readonly SmallCase[] = [
  {
    what: 'a field is lost because what it requires is lost: both are told of',
    ...{ subgraphs: REQUIRING, externals: { c: ['size'] } },
    rows: [{ ...T, size: 1, read: { made: 'size' } }],
    query: '{ t { read size } }',
    trouble: ['b', 'down'],
    wanted: { data: { t: { read: null, size: null } }, places: ['["t","read"]', '["t","size"]'] },
  },
  {
    what: 'a field is lost with what it requires, which nobody asked for: told of at its own place',
    ...{ subgraphs: REQUIRING, externals: { c: ['size'] } },
    rows: [{ ...T, size: 1, read: { made: 'size' } }],
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
    rows: [{ ...T, name: null }],
    query: '{ t { name } }',
    wanted: { data: { t: null }, places: ['["t","name"]'] },
  },
  {
    what: 'a field is required with arguments, and asked for without: two values',
    subgraphs: {
      a: `${LINK} type Query { t: T } type T @key(fields: "id") { id: ID! ${SIZE} }`,
      b: `${LINK} type T @key(fields: "id") { id: ID! ${SIZE} @external
        cost: String @requires(fields: "size(unit: \\"a\\")") }`,
    },
    externals: { b: ['size'] },
    rows: [{ ...T, size: { told: 's' }, cost: { made: 'size', args: { unit: 'a' } } }],
    query: '{ t { cost size } }',
    wanted: { data: { t: { cost: 'made of "s {\\"unit\\":\\"a\\"}"', size: 's {}' } }, places: [] },
  },
];

describe.each(['hive', 'apollo'] as const)(
  'what generated cases once showed to be wrong, planned by %s',
  (by) => {
    it.each(FOUND.map((found) => [found.what, found] as const))('%s', async (_, found) => {
      expect((await askSmall(found, planners[by])).compiled).toEqual(found.wanted);
    });
  },
);

/** Apollo's planner keeps both values under one key: its plan is not run. */
const TWO_REQUIRED: SmallCase = {
  what: 'two fields require one with different arguments',
  subgraphs: {
    a: `${LINK} type Query { t: T } type T @key(fields: "id") { id: ID! ${SIZE} }`,
    b: `${LINK} type T @key(fields: "id") { id: ID! ${SIZE} @external
      cost: String @requires(fields: "size(unit: \\"a\\")") weight: String @requires(fields: "size(unit: \\"b\\")") }`,
  },
  externals: { b: ['size'] },
  rows: [
    {
      ...{ ...T, size: { told: 's' }, cost: { made: 'size', args: { unit: 'a' } } },
      weight: { made: 'size', args: { unit: 'b' } },
    },
  ],
  query: '{ t { cost weight } }',
  wanted: {
    data: { t: { cost: 'made of "s {\\"unit\\":\\"a\\"}"', weight: 'made of "s {\\"unit\\":\\"b\\"}"' } },
    places: [],
  },
};

describe('two fields that require one with different arguments', () => {
  it('are answered rightly, or refused where there is no plan that is right', async () => {
    expect((await askSmall(TWO_REQUIRED, planners.hive)).compiled).toEqual(TWO_REQUIRED.wanted);
    expect((await askSmall(TWO_REQUIRED, planners.apollo)).compiled).toEqual({
      data: undefined,
      places: ['null'],
    });
    const one = { ...TWO_REQUIRED, query: '{ t { cost } }' };
    expect((await askSmall(one, planners.apollo)).compiled.places).toEqual([]);
  });
});

const KEYED = {
  a: `${LINK} type Query { t: T } type T @key(fields: "id") { id: ID! name: String }`,
  b: `${LINK} type T @key(fields: "id") { id: ID! size: Int }`,
};

/** Beside what is specified of each, by which the compiled engine goes. */
const WRONG: readonly SmallCase[] = [
  {
    what: 'a caller’s field with arguments beside the same field without, which is required',
    subgraphs: {
      a: `${LINK} type Query { t: T } type T @key(fields: "id") { id: ID! ${SIZE} }`,
      b: `${LINK} type T @key(fields: "id") { id: ID! ${SIZE} @external cost: String @requires(fields: "size") }`,
    },
    externals: { b: ['size'] },
    rows: [{ ...T, size: { told: 's' }, cost: { made: 'size' } }],
    query: '{ t { size(unit: "x") cost } }',
    wanted: { data: { t: { size: 's {"unit":"x"}', cost: 'made of "s {}"' } }, places: [] },
  },
  TWO_REQUIRED,
  {
    what: 'an alias that a key has',
    subgraphs: KEYED,
    rows: [{ ...T, name: 'n', size: 1 }],
    query: '{ t { id: name size } }',
    wanted: { data: { t: { id: 'n', size: 1 } }, places: [] },
  },
  {
    what: 'a fragment on a type within one on its interface',
    subgraphs: {
      a: `${LINK} type Query { t: T } interface Known { id: ID! } type T implements Known { id: ID! kind: String }`,
    },
    rows: [{ ...T, kind: 'k' }],
    query: '{ t { ... on Known { __typename @include(if: false) ... on T { kind } } } }',
    wanted: { data: { t: { kind: 'k' } }, places: [] },
  },
  {
    what: 'a field that an interface may leave null and its objects may not',
    subgraphs: {
      a: `${LINK} type Query { t: T } interface Known { id: ID! kn: String } type T implements Known { id: ID! kn: String! }`,
    },
    rows: [{ ...T, kn: null }],
    query: '{ t { ... on Known { kn } } }',
    wanted: { data: { t: null }, places: ['["t","kn"]'] },
  },
  {
    what: 'the type of an object that an `@interfaceObject` has named, too',
    subgraphs: {
      a: `${LINK} type Query { t: T } interface Known @key(fields: "id") { id: ID! }
        type T implements Known @key(fields: "id") { id: ID! }`,
      c: `${LINK} type Known @interfaceObject @key(fields: "id") { id: ID! more: Int }`,
    },
    interfaceObject: 'Known',
    rows: [{ ...T, more: 1 }],
    query: '{ ...B } fragment A on T { __typename more } fragment B on Query { t { ...A } }',
    wanted: { data: { t: { __typename: 'T', more: 1 } }, places: [] },
  },
  {
    what: 'lists for entities',
    subgraphs: KEYED,
    rows: [{ ...T, size: 1 }],
    query: '{ t { size } }',
    trouble: ['b', 'lists for entities'],
    wanted: { data: { t: { size: null } }, places: ['["t","size"]'] },
  },
  {
    what: 'an answer of neither data nor errors',
    subgraphs: KEYED,
    rows: [T],
    query: '{ t { id } }',
    trouble: ['a', 'nothing in an object'],
    wanted: { data: { t: null }, places: ['["t"]'] },
  },
];

/** Each exception of the reference engine that has a graph of its own: should it be mended, this says so. */
describe('where the reference engine is wrong', () => {
  it.each(WRONG.map((wrong) => [wrong.what, wrong] as const))('%s', async (_, wrong) => {
    const { compiled, reference } = await askSmall(wrong, planners.hive);
    expect(compiled).toEqual(wrong.wanted);
    expect(reference).not.toEqual(wrong.wanted);
  });
});
