import { describe, expect, it } from '@jest/globals';
import { Kind, parse, type SelectionNode } from 'graphql';
import type { EntityFetch, PlanNode, QueryPlan, RootFetch } from './plan.ts';
import { inWaves } from './waves.ts';

function selectionsOf(text: string): readonly SelectionNode[] {
  const [operation] = parse(text, { noLocation: true }).definitions;
  return operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections : [];
}

const root = (subgraph: string, operation: RootFetch['operation'] = 'query'): RootFetch => ({
  ...{ kind: 'root', subgraph, operation, selections: [], variables: new Map(), renames: [] },
});
const entities = (
  subgraph: string,
  place: string,
  fields = '{ ... on A { x } }',
  variables: readonly string[] = [],
): EntityFetch => ({
  kind: 'entities',
  subgraph,
  parts: [
    {
      ...{ alias: '_entities', variable: 'representations', requires: [], renames: [] },
      selections: selectionsOf(fields),
      variables: new Map(variables.map((name) => [name, `$${name}:Int`])),
      paths: [[{ kind: 'field', name: place }]],
    },
  ],
});
const sequence = (...nodes: PlanNode[]): PlanNode => ({ kind: 'sequence', nodes });
const parallel = (...nodes: PlanNode[]): PlanNode => ({ kind: 'parallel', nodes });
const waves = (node: PlanNode, subscription: QueryPlan['subscription'] = null) =>
  inWaves({ subscription, node }).node;

/** A plan's fetches in a line: `a` for a root fetch, `b(p q + r)` for one of two parts, at three places. */
function shown(node: PlanNode | null): string {
  if (!node) return '';
  if (node.kind === 'root') return node.subgraph;
  if (node.kind === 'sequence') return node.nodes.map(shown).join(' → ');
  if (node.kind === 'parallel') return `[${node.nodes.map(shown).join(' | ')}]`;
  const places = node.parts.map(({ paths }) =>
    paths.map(([step]) => (step?.kind === 'field' ? step.name : '')).join(' '),
  );
  return `${node.subgraph}(${places.join(' + ')})`;
}

describe('a plan in waves', () => {
  it('asks a subgraph once in each wave, for the same of all places together', () => {
    const branch = (name: string) =>
      sequence(
        root(`root of ${name}`),
        entities('b', name),
        parallel(entities('c', name), entities('b', name)),
      );
    expect(shown(waves(parallel(branch('p'), branch('q'))))).toBe(
      '[root of p | root of q] → b(p q) → [c(p q) | b(p q)]',
    );
  });

  it('keeps apart what is asked otherwise, under names of its own', () => {
    const node = waves(
      parallel(
        entities('b', 'p', '{ ... on A { x(n: $n) } }', ['n', 'representations0']),
        entities('b', 'q', '{ ... on A { y } }'),
      ),
    );
    expect(shown(node)).toBe('b(p + q)');
    expect(node?.kind === 'entities' && node.parts.map(({ alias, variable }) => [alias, variable])).toEqual([
      ['_e0', 'representations0_'],
      ['_e1', 'representations1'],
    ]);
  });

  it('has nothing begin before what it follows', () => {
    const long = sequence(root('a'), entities('b', 'p'), entities('c', 'p'));
    expect(shown(waves(sequence(parallel(long, root('d')), entities('c', 'q'))))).toBe(
      '[a | d] → b(p) → c(p) → c(q)',
    );
  });

  it('leaves mutations in their order', () => {
    const one = sequence(root('a', 'mutation'), entities('b', 'p'));
    const two = sequence(root('a', 'mutation'), entities('b', 'q'));
    expect(shown(waves(sequence(one, two)))).toBe('a → b(p) → a → b(q)');
  });

  it('leaves what is alone as it is', () => {
    const alone = entities('b', 'p');
    expect(waves(alone)).toEqual(alone);
    expect(inWaves({ subscription: root('a', 'subscription'), node: null })).toEqual({
      subscription: root('a', 'subscription'),
      node: null,
    });
  });
});
