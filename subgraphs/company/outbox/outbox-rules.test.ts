import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LEASE_MS, pauseAfter, refusalOf } from './outbox-rules.ts';

describe('the pause after an attempt in vain', () => {
  it('doubles, up to five minutes', () => {
    const pauses = [1, 2, 3, 10, 11, 1000].map((attempts) => pauseAfter(attempts, 1));
    expect(pauses).toEqual([500, 1000, 2000, 256_000, 300_000, 300_000]);
  });

  it('is anything from half of it on, and never nothing', () => {
    const random = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1 }), random, (attempts, given) => {
        const [pause, longest] = [pauseAfter(attempts, given), pauseAfter(attempts, 1)];
        expect(pause).toBeGreaterThanOrEqual(Math.floor(longest / 2));
        expect(pause).toBeLessThanOrEqual(longest);
      }),
    );
    expect(LEASE_MS).toBeGreaterThan(5000);
  });
});

describe('a refusal', () => {
  it('is told in the shared layer’s words, its kind only where the graph has a word for it', () => {
    const refused = (code: string) => refusalOf({ outcome: 'refused', code, message: 'No.' });
    expect(refusalOf({ outcome: 'done' })).toBeNull();
    expect(refused('NOT_FOUND')).toMatchObject({ __typename: 'NotFoundError', message: 'No.', path: null });
    for (const strange of ['', 'constructor', 'TEAPOT']) expect(refused(strange)?.code).toBe('CONFLICT');
  });
});
