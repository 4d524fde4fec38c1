import { describe, expect, it } from '@jest/globals';
import { Kind, parse } from 'graphql';
import { usedDefinitions } from './fetch-document.ts';
import { covers } from './plan-coverage.ts';
import type { EntityFetch, EntityPart, PathStep, PlanNode, RequiredType, RootFetch } from './plan.ts';
import { readSupergraphTypes } from './supergraph-types.ts';

const types = readSupergraphTypes(`
  schema { query: Query }
  type Query { pets: [Pet] me: Person }
  union Pet = Cat | Dog
  type Cat { id: ID! name: String lives: Int owner: Person }
  type Dog { id: ID! name: String owner: Person }
  type Person { id: ID! name: String }
`);
const QUERY =
  '{ pets { __typename ... on Cat { lives owner { name } } ... on Dog { name owner { name } } } me { name } }';

function selectionsOf(text: string) {
  const [definition] = parse(text, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  return definition.selectionSet.selections;
}

function root(text: string, renames: RootFetch['renames'] = []): RootFetch {
  const selections = selectionsOf(text);
  return {
    kind: 'root',
    subgraph: 's',
    operation: 'query',
    selections,
    variables: usedDefinitions(selections, new Map()),
    renames,
  };
}

const typesIn = (text: string) => [...text.matchAll(/\.\.\. on (\w+)/g)].map(([, type = '']) => type);

const requiring = (type: string): RequiredType => ({
  type,
  sentType: null,
  selections: ['__typename', 'id'].map((key) => ({ kind: 'field', from: key, to: key, selections: null })),
});

function entities(text: string, ...path: readonly (string | readonly string[])[]): EntityFetch {
  const steps = path.map((step): PathStep => {
    if (typeof step !== 'string') return { kind: 'type', names: step };
    return step === '@' ? { kind: 'items' } : { kind: 'field', name: step };
  });
  const part: EntityPart = {
    alias: '_entities',
    variable: 'r',
    selections: selectionsOf(text),
    variables: new Map(),
    paths: [steps],
    requires: typesIn(text).map(requiring),
    renames: [],
  };
  return { kind: 'entities', subgraph: 't', parts: [part] };
}

const holds = (...nodes: readonly PlanNode[]) => holdsAll(nodes);
const holdsAll = (nodes: readonly PlanNode[]) =>
  covers({ subscription: null, node: { kind: 'sequence', nodes } }, QUERY, types);

const WITHOUT_KEYS = '{ pets { __typename ... on Cat { lives } ... on Dog { name } } me { name } }';
const ROOT = root('{ pets { __typename ... on Cat { lives id } ... on Dog { name id } } me { name } }');
const OWNERS = entities('{ ... on Cat { owner { id } } ... on Dog { owner { id } } }', 'pets', '@');
const NAMES = entities('{ ... on Person { name } }', 'pets', '@', 'owner');

describe('a plan that is looked through', () => {
  it('fetches all that is asked for', () => expect(holds(ROOT, OWNERS, NAMES)).toBe(true));

  it.each<[string, readonly PlanNode[]]>([
    ['a fetch', [ROOT, OWNERS]],
    ['the fetch before it', [ROOT, NAMES]],
    [
      'a root field',
      [root('{ pets { __typename ... on Cat { lives } ... on Dog { name } } }'), OWNERS, NAMES],
    ],
    ['one type of object', [ROOT, entities('{ ... on Cat { owner { id } } }', 'pets', '@'), NAMES]],
    [
      'the way by another type',
      [ROOT, OWNERS, entities('{ ... on Person { name } }', 'pets', '@', ['Cat'], 'owner')],
    ],
    [
      'the name of the type',
      [root('{ pets { ... on Cat { lives } ... on Dog { name } } me { name } }'), OWNERS, NAMES],
    ],
    ['everything', []],
    ['what a representation needs', [root(WITHOUT_KEYS), OWNERS, NAMES]],
    [
      'whom it asks for',
      [
        ROOT,
        OWNERS,
        { ...NAMES, parts: NAMES.parts.map((part) => ({ ...part, requires: [requiring('Cat')] })) },
      ],
    ],
  ])('is found out where it forgets %s', (_, nodes) => expect(holds(...nodes)).toBe(false));

  it('may have other keys on the way', () => {
    const renamed = root(
      '{ x: pets { __typename ... on Cat { lives id } ... on Dog { name id } } me { name } }',
      [{ path: ['x'], to: 'pets' }],
    );
    expect(holds(renamed, OWNERS, NAMES)).toBe(true);
  });

  it('counts as forgetful where it is too large to be looked through', () => {
    const many = Array.from({ length: 400_000 }, () => NAMES);
    expect(holdsAll([ROOT, OWNERS, ...many])).toBe(false);
  });
});
