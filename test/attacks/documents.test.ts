import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GraphQLSchema } from 'graphql';
import { buildSchema, isObjectType, parse, validate, visit } from 'graphql';
import { readFileSync } from 'node:fs';
import { USUAL_BUDGET } from '#gateway/limits/budget.ts';
import { startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';
import { leaksOf, watchLogs } from './kit/leaks.ts';
import { askedOf, codesOf, postText, servesOn } from './kit/posts.ts';

let network: TestNetwork;
beforeAll(async () => {
  network = await startTestNetwork({ gateway: { limits: USUAL_BUDGET } });
}, 120_000);
afterAll(async () => network[Symbol.asyncDispose]());

const times = (count: number, write: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => write(index)).join(' ');
const ask = (query: string) => postText(network, JSON.stringify({ query }));
const SECRET = 'Zeppelin4713';

/** Fragments that each spread the next one twice: a short text that unfolds to a million fields. */
const doubling = (leaf: string) =>
  `{ me { ...F0 } } ${times(20, (n) => `fragment F${String(n)} on Caller { ...F${String(n + 1)} ...F${String(n + 1)} }`)} fragment F20 on Caller { ${leaf} }`;

const BOMBS: readonly (readonly [string, string, string])[] = [
  [
    'fields within fields',
    `{ __schema ${'{ types { fields { type '.repeat(8)}{ name }${' } } }'.repeat(8)} }`,
    'LIMIT_DEPTH',
  ],
  [
    'fragments within fragments',
    `{ me { ...F0 } } ${times(300, (n) => `fragment F${String(n)} on Caller { ...F${String(n + 1)} }`)} fragment F300 on Caller { subject }`,
    'LIMIT_DEPTH',
  ],
  ['brackets within brackets', `{ me(a: ${'['.repeat(1500)}`, 'LIMIT_NESTING'],
  ['braces that never close', '{ a '.repeat(1900), 'LIMIT_NESTING'],
  [
    'aliases',
    `{ ${times(40, (n) => `a${String(n)}: me { b${String(n)}: subject c${String(n)}: subject }`)} }`,
    'LIMIT_ALIASES',
  ],
  ['aliases that fragments double', doubling('a: subject'), 'LIMIT_ALIASES'],
  ['directives that fragments double', doubling('subject @skip(if: false)'), 'LIMIT_DIRECTIVES'],
  ['one root field over and over', `{ ${times(300, () => 'me { subject }')} }`, 'LIMIT_ROOT_FIELDS'],
  [
    'root fields that fragments double',
    `{ ...F0 } ${times(20, (n) => `fragment F${String(n)} on Query { ...F${String(n + 1)} ...F${String(n + 1)} }`)} fragment F20 on Query { me { subject } }`,
    'LIMIT_ROOT_FIELDS',
  ],
  [
    'directives on one field',
    `{ me ${times(60, () => '@include(if: true)')} { subject } }`,
    'LIMIT_DIRECTIVES',
  ],
  [
    'unknown directives',
    `{ me ${times(900, (n) => `@${SECRET}${String(n)}`)} { subject } }`,
    'LIMIT_DIRECTIVES',
  ],
  [
    'directives on variables',
    `query(${times(60, (n) => `$v${String(n)}: Int @a`)}) { me { subject } }`,
    'LIMIT_DIRECTIVES',
  ],
  ['arguments', `{ me(${times(1500, (n) => `a${String(n)}: 1`)}) { subject } }`, 'LIMIT_TOKENS'],
  ['ids in one list', `{ nodes(ids: [${times(4000, () => '"x"')}]) { id } }`, 'LIMIT_TOKENS'],
  ['one long name', `{ ${'a'.repeat(70_000)} }`, 'LIMIT_DOCUMENT_BYTES'],
  ['one long text', `{ thread(id: "${'a'.repeat(70_000)}") { id } }`, 'LIMIT_DOCUMENT_BYTES'],
  ['comments', `{ me { subject } } ${'# a\n'.repeat(20_000)}`, 'LIMIT_DOCUMENT_BYTES'],
  [
    'pages of two thousand million',
    '{ teams(first: 2147483647) { nodes { threads(first: 2147483647) { nodes { id } } } } }',
    'LIMIT_COST',
  ],
  [
    'pages within pages',
    `{ teams(first: 50) { nodes { threads(first: 50) { nodes { messages(first: 50) { nodes { reactions { participants { id } } } } } } } } }`,
    'LIMIT_COST',
  ],
  [
    'a cycle of fragments',
    '{ me { ...A } } fragment A on Caller { ...B } fragment B on Caller { ...A }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'a fragment within itself',
    '{ me { ...A } } fragment A on Caller { subject ...A }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'a cycle within inline fragments',
    '{ me { ...A } } fragment A on Caller { ... on Caller { ... { ...A } } }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'a cycle that nothing spreads',
    '{ me { subject } } fragment A on Caller { ...B } fragment B on Caller { ...A }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['a number beyond any', '{ teams(first: 1e999) { nodes { id } } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['a long number', `{ teams(first: ${'9'.repeat(5000)}) { nodes { id } } }`, 'LIMIT_COST'],
  [
    'unknown fields',
    `{ me { ${times(1900, (n) => `${SECRET}${String(n)}`)} } }`,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'unknown arguments',
    `{ me(${times(900, (n) => `a${String(n)}: 1`)}) { subject } }`,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'unknown fragments',
    `{ me { ${times(1900, (n) => `...${SECRET}${String(n)}`)} } }`,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'unused variables',
    `query(${times(900, (n) => `$v${String(n)}: Int`)}) { me { subject } }`,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'a thousand operations',
    times(500, (n) => `query Q${String(n)} { me { subject } }`),
    'OPERATION_RESOLUTION_FAILURE',
  ],
  [
    'definitions of types',
    'type Query { me: String } extend type Thread { secret: String }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['the SDL of a program', '{ _service { sdl } }', 'GRAPHQL_VALIDATION_FAILED'],
  [
    'entities by their keys',
    '{ _entities(representations: []) { __typename } }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'a list as deep as a text may be',
    `{ nodes(ids: ${'['.repeat(90)}"x"${']'.repeat(90)}) { id } }`,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['incremental delivery', '{ me { ... @defer { subject } } }', 'GRAPHQL_VALIDATION_FAILED'],
];

describe('a document is refused that is full of', () => {
  it.each(BOMBS)('%s', async (_, query, code) => {
    const logged = watchLogs(network);
    const from = askedOf(network);
    const shown = await ask(query);
    expect([shown.status, [...new Set(codesOf(shown))]]).toEqual([200, [code]]);
    // graphql-js stops at a hundred; so much may be said, and no more.
    expect(codesOf(shown).length).toBeLessThanOrEqual(101);
    expect(shown.text.length).toBeLessThan(80_000);
    expect(leaksOf(shown)).toEqual([]);
    expect(askedOf(network)).toBe(from);
    expect(await servesOn(network)).toBe(true);
    expect(logged([SECRET])).toEqual([]);
  });
});

/** How often validation looks at a field to compare it with another: its work, whatever the machine. */
function comparisonsIn(schema: GraphQLSchema, query: string) {
  let count = 0;
  const document = visit(parse(query), {
    Field: {
      leave(node) {
        const { selectionSet } = node;
        return Object.defineProperty({ ...node }, 'selectionSet', {
          enumerable: true,
          get: () => ((count += 1), selectionSet),
        });
      },
    },
  });
  const errors = validate(schema, document);
  return { count, errors };
}

describe('fields that stand beside each other many times', () => {
  const schema = buildSchema(
    readFileSync(new URL('../../schema/supergraphs/acme.graphql', import.meta.url), 'utf8'),
    { assumeValidSDL: true },
  );
  const beside = (count: number) => `{ me { ${times(count, () => 'company { slug }')} } }`;

  it('cost the square of their number to compare, up to a bound that graphql-js keeps to', () => {
    expect(isObjectType(schema.getType('Caller'))).toBe(true);
    const [few, twice, most] = [100, 200, 995].map((count) => comparisonsIn(schema, beside(count)));
    if (!few || !twice || !most) throw new Error('there are three');
    expect([few.errors, twice.errors]).toEqual([[], []]);
    expect(twice.count / few.count).toBeGreaterThan(3);
    expect(most.errors.map(({ message }) => message)).toEqual(['Validation aborted.']);
    // A document of the most tokens that are let by: 4000.
    expect(most.count / few.count).toBeLessThan(110);
  });

  it('are refused beyond it, with a code', async () => {
    const from = askedOf(network);
    const shown = await ask(beside(995));
    expect([shown.status, codesOf(shown)]).toEqual([200, ['GRAPHQL_VALIDATION_FAILED']]);
    expect(askedOf(network)).toBe(from);
    expect(await servesOn(network)).toBe(true);
  });
});
