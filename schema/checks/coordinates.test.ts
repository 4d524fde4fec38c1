import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { coordinatesIn, expandCoordinates } from './coordinates.ts';

const schema = buildSchema(`
  directive @marked(as: String) on FIELD
  scalar Json
  enum Kind { A B }
  enum Size { BIG }
  input Filter { kind: Kind text: String inner: Filter json: Json size: Size }
  interface Node { id: ID! }
  type Thing implements Node { id: ID! name(length: Int, how: Json): String parts(filter: Filter, kinds: [Kind!]): [Thing] }
  type Query { node(id: ID!): Node thing(filter: [Filter]): Thing }
`);

function used(text: string): string[] {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  return [...coordinatesIn(document, schema)].sort();
}

describe('what a document uses of a schema', () => {
  it('is fields, arguments, enum values, fields of inputs, types of fragments and directives', () => {
    const text = `{
      thing(filter: { kind: A, inner: { text: "x" } }) { name(length: 3) @marked(as: "x") parts(kinds: [A, B]) { id } }
      node(id: "x") { ... on Thing { id } ...F }
    } fragment F on Node { id }`;
    expect(used(text)).toEqual([
      ...['@marked', '@marked.as', 'Filter.inner', 'Filter.kind', 'Filter.text', 'Kind.A', 'Kind.B'],
      ...['Node', 'Node.id', 'Query.node', 'Query.node.id', 'Query.thing', 'Query.thing.filter', 'Thing'],
      ...['Thing.id', 'Thing.name', 'Thing.name.length', 'Thing.parts', 'Thing.parts.kinds'],
    ]);
  });

  it('is of a variable its type, and all that its values may hold', () => {
    const text =
      'query ($f: [Filter!], $i: ID!, $j: Json) { thing(filter: $f) { name(how: $j) } node(id: $i) { id } }';
    expect(used(text)).toEqual([
      ...['Filter.*', 'Json', 'Node.id', 'Query.node', 'Query.node.id', 'Query.thing', 'Query.thing.filter'],
      ...['Thing.name', 'Thing.name.how'],
    ]);
  });

  it('is no name, alias, value or anything else that was sent', () => {
    const text = `query Secret1($secret2: Kind = A) {
      secret3: thing(filter: { text: "secret4", json: { secret5: SECRET6, kind: SECRET7 } }) {
        name(how: { kind: [SECRET8, "secret9"] }) @skip(if: false) ...Secret10
      } __typename __schema { secret11: types { name } }
    } fragment Secret10 on Thing { parts(kinds: [$secret2]) { id } }`;
    expect(used(text).join()).not.toMatch(/secret|__|skip/i);
    expect(used(text)).toEqual(expect.arrayContaining(['Filter.json', 'Filter.text', 'Kind.*', 'Kind.A']));
    expect(used(text)).not.toContain('Filter.kind');
  });

  it('is nothing where nothing but introspection is asked', () => {
    expect(used('{ __typename __type(name: "Thing") { name } }')).toEqual([]);
  });
});

describe('coordinates with what goes with them', () => {
  it('have the types that they are of and lead to', () => {
    const all = expandCoordinates(['Thing.parts.filter', 'Filter.kind', '@marked.as'], schema);
    expect([...all].sort()).toEqual([
      ...[
        '@marked',
        '@marked.as',
        'Filter',
        'Filter.kind',
        'Kind',
        'Thing',
        'Thing.parts',
        'Thing.parts.filter',
      ],
    ]);
  });

  it('have everything that a variable may bring', () => {
    const all = expandCoordinates(['Filter.*'], schema);
    expect(all).toEqual(
      new Set([
        ...['Filter', 'Filter.*', 'Filter.kind', 'Filter.text', 'Filter.inner', 'Filter.json', 'Filter.size'],
        ...[
          'Kind',
          'Kind.*',
          'Kind.A',
          'Kind.B',
          'Size',
          'Size.*',
          'Size.BIG',
          'String',
          'String.*',
          'Json',
          'Json.*',
        ],
      ]),
    );
  });

  it('know nothing of what the schema does not have', () => {
    expect([...expandCoordinates(['Gone.field', 'Gone.*'], schema)].sort()).toEqual([
      ...['Gone', 'Gone.*', 'Gone.field'],
    ]);
  });
});
