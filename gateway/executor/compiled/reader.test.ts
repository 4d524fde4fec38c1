import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Kind, parse } from 'graphql';
import type { Rename } from '../../planner/plan.ts';
import { readSupergraphTypes } from '../../planner/supergraph-types.ts';
import { project, rootShape } from '../../policy/answer-shape.ts';
import { compileReader, MISSHAPEN, type DataObject } from './reader.ts';
import { shapeOf } from './shape.ts';

const types = readSupergraphTypes(`
  schema { query: Query }
  type Query { me: User pet: Pet pets: [[Pet]] }
  type User { id: ID! name: String pet: Pet best: User }
  union Pet = Cat | Dog
  type Cat { name: String owner: User }
  type Dog { name: Int owner: User }
`);

function readerOf(selections: string, type: string | null = null, renames: readonly Rename[] = []) {
  const [definition] = parse(selections).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  const shape = shapeOf(definition.selectionSet.selections, type ?? 'Query', types, renames);
  return compileReader(shape, type, types.objects);
}

const read = (selections: string, given: unknown, renames: readonly Rename[] = []) =>
  readerOf(selections, null, renames).read(given);

describe('an answer that is read', () => {
  it('is a copy of what was asked for and nothing else', () => {
    const given = { me: { id: '1', name: null, more: 1 }, pets: [[{ name: 'x', more: 1 }, null]], more: 1 };
    const kept = read('{ me { id name } pets { ... on Cat { name } } }', given);
    expect(kept).toEqual({ me: { id: '1', name: null }, pets: [[{ name: 'x' }, null]] });
  });

  it('says of no object that it is of another type, where the type is known', () => {
    const given = { me: { __typename: 'Cat', pet: { __typename: 'Dog' } }, pet: { __typename: 7 } };
    expect(read('{ me { __typename pet { __typename } } pet { __typename } }', given)).toEqual({
      me: { __typename: 'User', pet: { __typename: 'Dog' } },
      pet: { __typename: undefined },
    });
  });

  it('marks what has another form', () => {
    expect(read('{ me { id } pets { name: __typename } }', { me: 'x', pets: [7] })).toEqual({
      me: MISSHAPEN,
      pets: [MISSHAPEN],
    });
  });

  it('tells what is missing from what is null', () => {
    expect(read('{ me { id name } }', { me: { name: null } })).toEqual({ me: { id: undefined, name: null } });
  });

  it('has the keys of the data for those of the planner', () => {
    const renames = [{ path: ['pet', 'a1'], to: 'name' }];
    const selections = '{ pet { ... on Cat { name } ... on Dog { a1: name } } }';
    expect(read(selections, { pet: { a1: 7 } }, renames)).toEqual({ pet: { name: 7 } });
    expect(read(selections, { pet: { name: 'x' } }, renames)).toEqual({ pet: { name: 'x' } });
  });

  it('takes no name for code', () => {
    // No document can hold such a key; a planner's rename could.
    const renames = [{ path: ['me'], to: '"];globalThis.broken=1;//' }];
    expect(read('{ me { id } }', { me: { id: 1 } }, renames)).toEqual({
      '"];globalThis.broken=1;//': { id: 1 },
    });
    expect('broken' in globalThis).toBe(false);
  });

  it('keeps what the policy keeps, of whatever a subgraph answers', () => {
    const text = '{ me { id name best { id } } pets { ... on Cat { name owner { id } } } }';
    const reader = readerOf(text);
    const shape = rootShape(parse(text));
    fc.assert(
      fc.property(
        fc.object({ key: fc.constantFrom('me', 'id', 'name', 'best', 'pets', 'owner', '__proto__', 'x') }),
        (given) => {
          const mine = JSON.stringify(reader.read(given), (_, value: unknown) => value ?? null);
          try {
            const kept = project(given, shape, { owner: null });
            if (!mine.includes('Symbol'))
              expect(JSON.parse(mine)).toMatchObject(withoutNulls(kept) as object);
          } catch {
            // What the policy refuses as a whole is marked at its place here.
          }
        },
      ),
    );
  });
});

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, held]) => held !== null && typeof held !== 'object');
  return Object.fromEntries(kept.map(([key, held]) => [key, withoutNulls(held)]));
}

describe('an answer that is merged', () => {
  const merge = (into: DataObject, given: DataObject, selections = '{ id name best { id name } }') => {
    readerOf(selections, 'User').merge(into, given, null);
    return into;
  };

  it('adds what is new and keeps what was there', () => {
    expect(
      merge({ id: '1', best: { id: '2' } }, { name: 'n', best: { name: 'b', more: 1 }, more: 1 }),
    ).toEqual({
      id: '1',
      name: 'n',
      best: { id: '2', name: 'b' },
    });
  });

  it('loses nothing to null, nor to another form', () => {
    expect(merge({ name: 'n', best: { id: '2' } }, { name: null, best: null })).toEqual({
      name: 'n',
      best: { id: '2' },
    });
    expect(merge({ best: { id: '2' } }, { best: [{ id: '3' }] })).toEqual({ best: { id: '2' } });
    expect(merge({ best: [{ id: '2' }] }, { best: [{ name: 'b' }] })).toEqual({
      best: [{ id: '2', name: 'b' }],
    });
    expect(merge({ best: [{ id: '2' }] }, { best: [] })).toEqual({ best: [{ id: '2' }] });
    expect(merge({ best: MISSHAPEN }, { best: { id: '3' } })).toMatchObject({ best: { id: '3' } });
  });

  it('names an object’s own type in place of its interface’s, and not the other way about', () => {
    const { merge: add } = readerOf('{ __typename }', null);
    const object: DataObject = { __typename: 'Pet' };
    add(object, { __typename: 'Cat' }, null);
    add(object, { __typename: 'Pet' }, null);
    expect(object).toEqual({ __typename: 'Cat' });
  });

  it('shares objects below where it is told to', () => {
    const reader = readerOf('{ best { id } }', 'User');
    const given = { best: { id: '2' } };
    const [shared, one, other] = [reader.read(given) as DataObject, {} as DataObject, {} as DataObject];
    reader.merge(one, given, shared);
    reader.merge(other, given, shared);
    expect(one['best']).toBe(other['best']);
    reader.merge(one, { best: { id: '3' } }, null);
    expect(one['best']).toEqual({ id: '3' });
  });
});
