import { describe, expect, it } from '@jest/globals';
import { Kind, parse } from 'graphql';
import type { EntityFetch, PlanNode, QueryPlan, RootFetch } from './plan.ts';
import { readArguments, requiresDifferently } from './required-arguments.ts';
import { readSupergraphTypes } from './supergraph-types.ts';

const types = readSupergraphTypes(`
  schema { query: Query }
  type Query { t: T }
  type T {
    id: ID! size(unit: String): Int box: Box t: T
    cost: Int @join__field(graph: B, requires: "size(unit: \\"a\\")")
    price: Int @join__field(graph: C, requires: "size(unit: \\"a\\") box { high }")
    weight: Int @join__field(graph: C, requires: "size(unit: \\"b\\")")
    plain: Int @join__field(graph: C, requires: "size")
    form: Int @join__field(graph: C, requires: "box { high(unit: \\"b\\") }")
  }
  type Box { high(unit: String): Int }
`);

function selectionsOf(text: string) {
  const [definition] = parse(text, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  return definition.selectionSet.selections;
}

const root = (text: string): RootFetch => ({
  ...{ kind: 'root', subgraph: 'a', operation: 'query', variables: new Map(), renames: [] },
  selections: selectionsOf(text),
});

const entities = (text: string): EntityFetch => ({
  ...{ kind: 'entities', subgraph: 'b' },
  parts: [
    {
      ...{ alias: '_entities', variable: 'r', variables: new Map(), paths: [], requires: [], renames: [] },
      selections: selectionsOf(text),
    },
  ],
});

const plan = (...nodes: readonly PlanNode[]): QueryPlan => ({
  subscription: null,
  node: { kind: 'sequence', nodes },
});

describe('what fields require', () => {
  it('is read with its arguments, at every depth', () => {
    expect([...readArguments('size(unit: "a", n: 1) box { high ... on Box { wide(n: 2) } }')]).toEqual([
      ['size', 'unit: "a", n: 1'],
      ['box', ''],
      ['box.high', ''],
      ['box.wide', 'n: 2'],
    ]);
  });

  it.each<[string, boolean, readonly PlanNode[]]>([
    ['one field alone', false, [entities('{ ... on T { cost } }')]],
    ['the same arguments', false, [entities('{ ... on T { cost price } }')]],
    ['other arguments', true, [entities('{ ... on T { cost weight } }')]],
    [
      'other arguments in another fetch',
      true,
      [entities('{ ... on T { cost } }'), entities('{ ... on T { weight } }')],
    ],
    ['arguments and none', true, [entities('{ ... on T { cost plain } }')]],
    ['other arguments further below', true, [entities('{ ... on T { price form } }')]],
    ['other arguments at another place', true, [root('{ t { cost t { weight } } }')]],
    ['none that are read', false, [root('{ t { size(unit: "x") id } }')]],
  ])('%s: differs %p', (_, expected, nodes) => {
    expect(requiresDifferently(plan(...nodes), types)).toBe(expected);
  });

  it('has a key of its own where it is with arguments', () => {
    expect([...types.plannerFields].filter((name) => name.startsWith('size'))).toEqual(['size(', 'size']);
    expect(types.plannerFields.has('box(')).toBe(false);
  });
});
