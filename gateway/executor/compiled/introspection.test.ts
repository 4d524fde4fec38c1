import { describe, expect, it } from '@jest/globals';
import { buildSchema, Kind, parse } from 'graphql';
import { compileIntrospection } from './introspection.ts';

const schema = buildSchema(`"${'x'.repeat(1_000_000)}" schema { query: Query } type Query { me: String }`);

/** The introspection of a document with so many descriptions of a million letters in it. */
function introspectionOf(count: number) {
  const aliased = Array.from({ length: count }, (_, index) => `a${String(index)}: __schema { description }`);
  const [operation] = parse(`{ __typename ${aliased.join(' ')} }`).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  const names = { fragments: new Map(), veiled: new Set<string>(), plannerFields: new Set<string>() };
  const introspect = compileIntrospection({ schema, operation, ...names, answersNodes: false }, {});
  if (!introspect) throw new Error('it asks for nothing');
  return () => introspect({});
}

describe('the answers to introspection', () => {
  it('are kept, and those last used longest ago let go of, so that all together stay small', () => {
    const first = introspectionOf(1);
    expect(first()).toBe(first());
    const before = first();
    for (let other = 0; other < 5; other += 1) introspectionOf(2)();
    expect(first()).not.toBe(before);
    expect(first()).toEqual(before);
  });

  it('that are larger than all that is kept are given all the same', () => {
    const large = introspectionOf(10);
    expect(Object.keys(large())).toHaveLength(10);
    expect(large()).not.toBe(large());
  });
});
