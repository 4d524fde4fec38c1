import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { uncovered } from './range-rules.ts';

const range = (from: number, to: number) => ({ from, to });
const inside = (sequence: number) => (one: { from: number; to: number }) =>
  one.from <= sequence && sequence <= one.to;

describe('what ranges leave of another', () => {
  it('is all, nothing, or what lies between', () => {
    expect(uncovered(range(3, 9), [])).toEqual([range(3, 9)]);
    expect(uncovered(range(3, 9), [range(1, 20)])).toEqual([]);
    expect(uncovered(range(3, 9), [range(5, 6), range(9, 30)])).toEqual([range(3, 4), range(7, 8)]);
  });

  it('is every sequence that is in no other', () => {
    const ranges = fc
      .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 9 }))
      .map(([from, length]) => range(from, from + length));
    const property = fc.property(ranges, fc.array(ranges), (one, others) => {
      const parts = uncovered(one, others);
      for (let sequence = 1; sequence <= 45; sequence += 1)
        expect(parts.filter(inside(sequence))).toHaveLength(
          inside(sequence)(one) && !others.some(inside(sequence)) ? 1 : 0,
        );
    });
    fc.assert(property, { seed: 7, numRuns: 300 });
  });
});
