import { describe, expect, it } from '@jest/globals';
import { Kind, parse } from 'graphql';
import type { EntityFetch, PathStep } from '../../planner/plan.ts';
import { mayShare } from './sharing.ts';

function fetchAt(selections: string, ...paths: readonly string[]): EntityFetch {
  const [definition] = parse(selections).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  const part = {
    alias: '_entities',
    variable: 'r',
    selections: definition.selectionSet.selections,
    variables: new Map(),
    paths: paths.map(pathOf),
    requires: [],
    renames: [],
  };
  return { kind: 'entities', subgraph: 's', parts: [part] };
}

function pathOf(text: string): readonly PathStep[] {
  return text.split('.').map((step): PathStep => {
    if (step === '@') return { kind: 'items' };
    return step.startsWith('|') ? { kind: 'type', names: [step.slice(1)] } : { kind: 'field', name: step };
  });
}

const REVIEWS = '{ ... on User { reviews { product { upc } } } }';

function shares(own: EntityFetch, ...others: readonly EntityFetch[]): boolean {
  const [part] = own.parts;
  const [path] = part?.paths ?? [];
  if (!part || !path) throw new Error('no path');
  return mayShare(part, path, [own, ...others]);
}

describe('sharing of what hangs off an entity', () => {
  it.each<[string, boolean, readonly EntityFetch[]]>([
    ['where nobody comes after', true, []],
    ['where others add elsewhere', true, [fetchAt(REVIEWS, 'a.other')]],
    [
      'where others go deeper by the same steps',
      true,
      [fetchAt('{ ... on P { name } }', 'a.@.b.reviews.@.product')],
    ],
    [
      'where others go deeper for one type alone, below',
      true,
      [fetchAt('{ ... on P { name } }', 'a.@.b.reviews.@.|X.product')],
    ],
    [
      'not where others go deeper for one type above',
      false,
      [fetchAt('{ ... on P { name } }', 'a.@.|X.b.reviews.@.product')],
    ],
    ['where others add leaves to the same objects', true, [fetchAt('{ ... on User { name } }', 'a.@.b')]],
    ['not where others add objects to the same', false, [fetchAt(REVIEWS, 'a.@.b')]],
  ])('%s: %p', (_, expected, others) => expect(shares(fetchAt(REVIEWS, 'a.@.b'), ...others)).toBe(expected));

  it('is for the places of each path by itself', () => {
    const both = fetchAt(REVIEWS, 'a.@.b', 'c');
    expect(shares(both)).toBe(true);
    expect(shares(fetchAt(REVIEWS, 'c', 'c.deeper.b'))).toBe(true);
    expect(shares(fetchAt(REVIEWS, 'c', '|X.c'))).toBe(false);
  });
});
