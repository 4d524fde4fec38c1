import { describe, expect, it } from '@jest/globals';
import { buildSchema, Kind, parse, stripIgnoredCharacters, type OperationDefinitionNode } from 'graphql';
import { conditionVariables, type ConditionValues } from './conditions.ts';
import { responseKeyOf } from './data-keys.ts';
import { plannedDocument } from './planned-document.ts';

const schema = buildSchema(`
  type Query { me: User pets: [Pet] named: [Named] node(id: ID!): Node nodes(ids: [ID!]!): [Node]! }
  interface Named { name: String city: String }
  interface Node { id: ID! }
  type User implements Named & Node { id: ID! name: String nick(upper: Boolean): String email: String! city: String! constructor: String }
  union Pet = Cat
  type Cat implements Named { name: String city: String age: Int! }
`);

function planned(query: string, values: ConditionValues = {}): string | null {
  const document = parse(query);
  const operation = document.definitions.find(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  );
  if (!operation) throw new Error('no operation');
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  const made = plannedDocument(
    {
      schema,
      operation,
      fragments: new Map(fragments.map((node) => [node.name.value, node])),
      plannerFields: new Set(['id', 'nick']),
      veiled: new Set(),
      answersNodes: true,
    },
    values,
  );
  return made === null ? null : stripIgnoredCharacters(made);
}

describe('the document that is planned', () => {
  it.each<[string, string, ConditionValues, string | null]>([
    [
      'leaves out what is skipped',
      '{ me { id @skip(if: true) name @include(if: $a) } }',
      { a: true },
      '{me{name}}',
    ],
    [
      'has a type’s name where nothing is left',
      '{ me { id @skip(if: $a) } }',
      { a: true },
      '{me{__typename}}',
    ],
    ['is none where nothing is left at all', '{ me @skip(if: $a) { id } }', { a: true }, null],
    [
      'is none for introspection',
      '{ __schema { types { name } } __typename t: __type(name: "X") { name } }',
      {},
      null,
    ],
    [
      'leaves fragments out that are empty',
      '{ me { name ...F } } fragment F on User { id @skip(if: true) }',
      {},
      '{me{name}}',
    ],
    [
      'keeps no name of an operation and no variable that is unused',
      'query Secret($a: Boolean!, $b: Boolean) { me { nick(upper: $b) @include(if: $a) } }',
      { a: false },
      '{me{__typename}}',
    ],
    ['asks no type’s name where all objects are alike', '{ named { name } }', {}, '{named{name}}'],
    [
      'asks a type’s name where a field may be null by one type and not by another',
      '{ named { city } }',
      {},
      '{named{__typename city}}',
    ],
    ['keeps the types’ names plain', '{ me { t: __typename } }', {}, '{me{__typename}}'],
    [
      'has the type’s name where it decides',
      '{ pets { ... on Cat { age } } }',
      {},
      '{pets{__typename ...on Cat{age}}}',
    ],
    ['and not where it does not', '{ named { name } }', {}, '{named{name}}'],
    [
      'asks of nodes whether they exist',
      '{ node(id: "x") { id } }',
      {},
      '{node(id:"x"){id ...on User{gw_exists_String:email}}}',
    ],
  ])('%s', (_, query, values, expected) => expect(planned(query, values)).toBe(expected));

  it.each([
    ['a key that the planner reads', '{ me { id: name } }', '{me{gw__id:name}}'],
    ['the type of an object', '{ me { __typename: name } }', '{me{gw____typename:name}}'],
    ['a prototype', '{ me { __proto__: name } }', '{me{gw____proto__:name}}'],
    ['what every object has', '{ me { constructor } }', '{me{gw__constructor:constructor}}'],
    [
      'a key of ours',
      '{ me { gw__id: name gw_exists_String: name } }',
      '{me{gw__gw__id:name gw__gw_exists_String:name}}',
    ],
    [
      'a required field with arguments of its own',
      '{ me { nick(upper: true) } }',
      '{me{gw__nick:nick(upper:true)}}',
    ],
  ])('lets no alias stand for %s', (_, query, expected) => expect(planned(query)).toBe(expected));

  it('keeps aliases that mean nothing', () =>
    expect(planned('{ you: me { n: name } }')).toBe('{you:me{n:name}}'));

  it('has keys that lead back to the caller’s', () => {
    for (const key of ['id', '__typename', '__proto__', 'gw__id', 'gw_x']) {
      expect(responseKeyOf(`gw__${key}`)).toBe(key);
    }
    expect(responseKeyOf('name')).toBe('name');
  });

  it('depends on the variables of its conditions alone', () => {
    const document = parse(
      'query ($a: Boolean!, $b: Boolean!, $c: Boolean) { me @skip(if: $a) { ...F nick(upper: $c) } } fragment F on User { id @include(if: $b) }',
    );
    expect(conditionVariables(document)).toEqual(['a', 'b']);
  });
});
