import { describe, expect, it } from '@jest/globals';
import { isNestedDeeper } from './value-depth.ts';

const nested = (depth: number, kind: 'list' | 'map'): unknown =>
  JSON.parse(
    kind === 'list' ? '['.repeat(depth) + ']'.repeat(depth) : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
  );

describe('how deep a value is', () => {
  it.each(['list', 'map'] as const)('is counted by each %s', (kind) => {
    expect(isNestedDeeper(nested(3, kind), 3)).toBe(false);
    expect(isNestedDeeper(nested(4, kind), 3)).toBe(true);
    expect(isNestedDeeper({ flat: 1, deep: nested(3, kind) }, 3)).toBe(true);
  });

  it('is nothing for what holds nothing', () => {
    for (const value of ['text', 7, true, null, undefined]) expect(isNestedDeeper(value, 0)).toBe(false);
  });

  it('is told of a value that no recursion would come back from', () => {
    expect(isNestedDeeper(nested(100_000, 'list'))).toBe(true);
    expect(isNestedDeeper(nested(100_000, 'map'))).toBe(true);
  });
});
