import { describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { budgetFor, excessOf, USUAL_BUDGET } from './budget.ts';
import { costWith } from './cost-form.ts';
import { readCostModel } from './cost-model.ts';
import { measureOperation } from './measure.ts';
import { measureText } from './text-size.ts';

const model = readCostModel(/* GraphQL */ `
  directive @cost(weight: Int!) on FIELD_DEFINITION | OBJECT | SCALAR | ARGUMENT_DEFINITION
  directive @listSize(
    assumedSize: Int
    slicingArguments: [String!]
    sizedFields: [String!]
    requireOneSlicingArgument: Boolean = true
  ) on FIELD_DEFINITION
  type Query {
    me: User
    users(first: Int, last: Int, dear: Int @cost(weight: 7)): Users
      @listSize(assumedSize: 20, slicingArguments: ["first", "last"], sizedFields: ["edges", "nodes"])
    plain: [User]
    few: [User] @listSize(assumedSize: 3)
    sliced(first: Int): [User] @listSize(slicingArguments: ["first"])
    free: User @cost(weight: -1000000)
    none: [User] @listSize(assumedSize: -5)
    huge: [User] @listSize(assumedSize: 2147483647) @cost(weight: 2147483647)
  }
  type Mutation {
    rename: User
  }
  type Users {
    nodes: [User!]!
    edges: [Edge!]!
    others: [User]
  }
  type Edge {
    node: User
  }
  type User {
    name: String
    score: Score
    friends: [User]
    users(first: Int): Users
      @listSize(assumedSize: 20, slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
  }
  scalar Score @cost(weight: 4)
`);

const measure = (text: string) => measureOperation(text, undefined, model);
const costOf = (text: string, variables: Record<string, unknown> = {}) => {
  const measured = measure(text);
  return measured && costWith(measured.cost, variables);
};

describe('the cost of an operation', () => {
  it.each([
    ['a leaf is free, an object counts 1', '{ me { name } }', 1],
    ['a mutation counts 10 more', 'mutation { rename { name } }', 11],
    ['a type may have a weight', '{ me { score } }', 5],
    ['a list of which nothing is said counts 10', '{ plain { name } }', 10],
    ['lists multiply', '{ plain { friends { name } } }', 10 * (1 + 10)],
    ['an assumed size', '{ few { score } }', 3 * 5],
    ['a slicing argument on the list itself', '{ sliced(first: 4) { name } }', 4],
    ['a page sizes its lists: its usual size', '{ users { nodes { name } } }', 1 + 20],
    ['a page sizes its lists: by first', '{ users(first: 3) { edges { node { name } } } }', 1 + 3 * 2],
    ['the larger of two', '{ users(first: 3, last: 5) { nodes { name } } }', 1 + 5],
    ['lists that the page does not size', '{ users(first: 3) { others { name } } }', 1 + 10],
    ['an argument with a weight', '{ users(first: 1, dear: 2) { nodes { name } } }', 1 + 7 + 1],
    ['through fragments', '{ users(first: 3) { ...F } } fragment F on Users { nodes { name } }', 1 + 3],
    ['through inline fragments', '{ users(first: 3) { ... { ... on Users { nodes { name } } } } }', 1 + 3],
    ['introspection costs by its fields', '{ __schema { types { fields { name } } } }', 1 + 10 + 10 * 10],
    ['a type is introspected', '{ __type(name: "A") { ofType { ofType { name } } } __typename }', 3],
    ['a weight below that of an object counts as one', '{ free { name } }', 1],
    ['a list is never shorter than one', '{ none { name } sliced(first: -9) { name } }', 2],
    ['weights and sizes have an end', '{ huge { name } }', 1_000_000_000_000],
    ['a field that is none is free', '{ nothing { name } }', 0],
  ])('%s', (_, text, cost) => expect(costOf(text)).toBe(cost));

  it('lets tools ask for the schema, and nobody for many of it at once', () => {
    const whole = getIntrospectionQuery();
    expect(costOf(whole)).toBeLessThan(USUAL_BUDGET.cost / 5);
    const many = Array.from({ length: 50 }, (_, at) => `a${String(at)}: __schema { ...Schema }`);
    const types = `fragment Schema on __Schema { types { ...FullType } } ${whole.slice(whole.indexOf('fragment'))}`;
    expect(costOf(`{ ${many.join(' ')} } ${types}`)).toBeGreaterThan(USUAL_BUDGET.cost);
  });

  it('is a form of the variables', () => {
    const text =
      'query ($n: Int = 7, $m: Int) { users(first: $n) { nodes { users(first: $m) { nodes { name } } } } }';
    expect(costOf(text)).toBe(1 + 7 * (1 + 1 + 20));
    expect(costOf(text, { n: 2, m: 3 })).toBe(1 + 2 * (1 + 1 + 3));
    expect(costOf(text, { n: null, m: 'many' })).toBe(1 + 20 * (1 + 1 + 20));
    expect(costOf(text, { n: -1, m: 0 })).toBe(1 + 1 * (1 + 1 + 1));
  });
});

/** Fragments of which each spreads the next twice: `2 ** levels` times the last. */
const bomb = (levels: number, inner: string, last: string) =>
  [
    '{ me { ...F0 } }',
    ...Array.from(
      { length: levels },
      (_, at) => `fragment F${at} on User { ${inner.replaceAll('NEXT', `...F${at + 1}`)} }`,
    ),
    `fragment F${levels} on User { ${last} }`,
  ].join('\n');

describe('fragments that are spread many times', () => {
  it('are measured without being unfolded', () => {
    const text = bomb(100, 'a: friends { NEXT } b: friends { NEXT }', 'x: name @skip(if: true)');
    const measured = measure(text);
    expect(measured?.figures).toMatchObject({
      depth: 102,
      aliases: 1_000_000_000_000,
      directives: 1_000_000_000_000,
    });
    expect(costOf(text)).toBe(1_000_000_000_000);
  });

  it('are measured without being unfolded where variables size them', () => {
    const page = 'users(first: $n) { nodes { NEXT } }';
    const text = bomb(100, `a: ${page} b: ${page}`, 'name').replace('{ me', 'query ($n: Int) { me');
    expect(costOf(text, { n: 1 })).toBe(1_000_000_000_000);
    const page2 = (at: number) => `x${at}: users(first: $n) { ...P${at + 1} }`;
    const pages = Array.from(
      { length: 100 },
      (_, at) => `fragment P${at} on Users { nodes { ${page2(at)} y${page2(at)} } }`,
    );
    const chained = `query ($n: Int) { users { ...P0 } } ${pages.join('\n')} fragment P100 on Users { nodes { name } }`;
    expect(costOf(chained, { n: 1 })).toBe(1_000_000_000_000);
  });

  it('count as often as they are spread', () => {
    expect(
      measure('{ ...F ...F } fragment F on Query { a: me { name } b: me @x { name } }')?.figures,
    ).toEqual({
      depth: 2,
      aliases: 4,
      rootFields: 4,
      directives: 2,
    });
  });

  it('may be within themselves, or missing, without harm', () => {
    const text = '{ me { ...F ...G } } fragment F on User { friends { ...F name } }';
    expect(measure(text)?.figures.depth).toBe(3);
    expect(costOf(text)).toBe(11);
  });

  it('are too deep in a chain beyond any limit', () => {
    const text = bomb(3000, 'NEXT', 'name');
    expect(measure(text)?.figures.depth).toBeGreaterThan(USUAL_BUDGET.depth);
    expect(costOf(text)).toBe(1_000_000_000_000);
  });
});

describe('what is counted', () => {
  it('has 10,000 aliases, and root fields', () => {
    const text = `{ ${Array.from({ length: 10_000 }, (_, at) => `a${at}: me { name }`).join(' ')} }`;
    expect(measure(text)?.figures).toEqual({ depth: 2, aliases: 10_000, rootFields: 10_000, directives: 0 });
  });

  it('has directives wherever they stand', () => {
    const text = 'query ($v: Int @a) @b { me @c { ... @d { ...F @e } } } fragment F on User @f { name @g }';
    expect(measure(text)?.figures.directives).toBe(7);
  });

  it.each([
    ['{ __schema { types { name } } }', true],
    ['{ ...F } fragment F on Query { me { name } ... { x: __type(name: "User") { name } } }', true],
    ['{ __typename me { __typename } }', false],
  ])('%s introspects: %p', (text, expected) => expect(measure(text)?.introspects).toBe(expected));

  it('is of the operation that is asked for', () => {
    const text = 'query A { me { name } } query B { plain { name } }';
    expect(measureOperation(text, 'B', model)?.cost.constant).toBe(10);
    expect(measureOperation(text, undefined, model)).toBeNull();
    expect(measure('{ me { name }')).toBeNull();
  });
});

describe('a text', () => {
  it('is measured before it is parsed, however deep', () => {
    const deep = `{ ${'a {'.repeat(20_000)} }`;
    expect(measureText(deep)).toMatchObject({ nesting: 20_001, tokens: 40_002 });
    expect(measureText(`{ a(b: ${'['.repeat(300)}`).nesting).toBe(302);
    expect(measureText('{ "é" } # a comment')).toEqual({ documentBytes: 20, tokens: 3, nesting: 1 });
  });

  it('that is no GraphQL is measured as far as it is', () => {
    expect(measureText('{ a ? }')).toEqual({ documentBytes: 7, tokens: 2, nesting: 1 });
  });
});

describe('a budget', () => {
  it('names the first limit that is exceeded, with both figures', () => {
    expect(excessOf({ depth: 21, aliases: 5000 }, USUAL_BUDGET)).toEqual({
      code: 'LIMIT_DEPTH',
      limit: 20,
      measured: 21,
    });
    expect(excessOf({ ...USUAL_BUDGET }, USUAL_BUDGET)).toBeNull();
  });

  it('is the usual but for what a company has of its own', () => {
    expect(budgetFor({ depth: 3 }, USUAL_BUDGET)).toEqual({ ...USUAL_BUDGET, depth: 3 });
    expect(budgetFor(null, USUAL_BUDGET)).toBe(USUAL_BUDGET);
  });
});
