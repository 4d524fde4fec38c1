import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  afterTaking,
  FULL,
  retryAfterSeconds,
  unitsLeft,
  waitFor,
  type BucketRules,
  type FullAt,
} from './bucket-rules.ts';
import { KeyedBuckets } from './keyed-buckets.ts';
import { RecentMap } from './recent-map.ts';

const rules: BucketRules = { perSecond: 10, burst: 5 };
const arbitraryRules = fc.record({
  perSecond: fc.integer({ min: 1, max: 1000 }),
  burst: fc.integer({ min: 1, max: 100 }),
});
const arbitrarySteps = fc.array(
  fc.record({ wait: fc.integer({ min: 0, max: 2000 }), units: fc.integer({ min: 1, max: 150 }) }),
  { minLength: 1, maxLength: 80 },
);

/** Whoever asks in these steps; what was given, with when. */
function run(steps: readonly { wait: number; units: number }[], of: BucketRules) {
  const given: { at: number; units: number }[] = [];
  let [now, fullAt] = [1000, FULL];
  for (const { wait, units } of steps) {
    now += wait;
    if (waitFor(fullAt, now, units, of) > 0) continue;
    fullAt = afterTaking(fullAt, now, units, of);
    given.push({ at: now, units });
  }
  return { given, now, fullAt };
}

function takeUntilRefused(now: number, from: FullAt = FULL): { taken: number; fullAt: FullAt } {
  let [taken, fullAt] = [0, from];
  while (taken < 1000 && waitFor(fullAt, now, 1, rules) === 0) {
    fullAt = afterTaking(fullAt, now, 1, rules);
    taken += 1;
  }
  return { taken, fullAt };
}

describe('a bucket', () => {
  it('gives its burst at once, and then as fast as it fills', () => {
    const first = takeUntilRefused(1000);
    expect(first.taken).toBe(5);
    expect(waitFor(first.fullAt, 1000, 1, rules)).toBe(100);
    expect(waitFor(first.fullAt, 1099, 1, rules)).toBe(1);
    expect(takeUntilRefused(1100, first.fullAt).taken).toBe(1);
    expect(takeUntilRefused(60_000, first.fullAt).taken).toBe(5);
  });

  it('tells what is left', () => {
    const { fullAt } = takeUntilRefused(1000);
    expect([FULL, fullAt].map((at) => unitsLeft(at, 1000, rules))).toEqual([5, 0]);
    expect([1099, 1100, 1250, 9999].map((now) => unitsLeft(fullAt, now, rules))).toEqual([0, 1, 2, 5]);
  });

  it('gives more than it holds when it is full, and nothing before that is paid back', () => {
    expect(waitFor(FULL, 1000, 50, rules)).toBe(0);
    const fullAt = afterTaking(FULL, 1000, 50, rules);
    expect(unitsLeft(fullAt, 1000, rules)).toBe(0);
    expect(waitFor(fullAt, 1000, 1, rules)).toBe(5000 - 400);
    expect(waitFor(fullAt, 5999, 50, rules)).toBe(1);
  });

  it('says in whole seconds when to come back', () => {
    expect([0.5, 1000, 1001, 59_999].map(retryAfterSeconds)).toEqual([1, 1, 2, 60]);
  });
});

describe('any bucket', () => {
  it('gives no more in any span of time than its burst and what fills it, and one that was too large', () => {
    fc.assert(
      fc.property(arbitraryRules, arbitrarySteps, (of, steps) => {
        const { given } = run(steps, of);
        for (const [index, { at }] of given.entries()) {
          let sum = 0;
          for (const later of given.slice(index)) {
            const most = of.burst + ((later.at - at) * of.perSecond) / 1000;
            // Before it, no more than that was given; it may itself be more than the bucket holds.
            expect(sum + Math.min(later.units, of.burst)).toBeLessThanOrEqual(most + 0.01);
            sum += later.units;
          }
        }
      }),
    );
  });

  it('gives what it refused once the wait that it told is over, and not a millisecond before', () => {
    fc.assert(
      fc.property(arbitraryRules, arbitrarySteps, fc.integer({ min: 1, max: 150 }), (of, steps, units) => {
        const { now, fullAt } = run(steps, of);
        const wait = waitFor(fullAt, now, units, of);
        expect(waitFor(fullAt, now + wait, units, of)).toBe(0);
        if (wait > 1) expect(waitFor(fullAt, now + wait - 1, units, of)).toBeGreaterThan(0);
      }),
    );
  });

  it('never refuses whoever keeps to its pace', () => {
    fc.assert(
      fc.property(arbitraryRules, fc.integer({ min: 1, max: 300 }), (of, count) => {
        const pace = Math.ceil(1000 / of.perSecond);
        const steps = Array.from({ length: count }, () => ({ wait: pace, units: 1 }));
        expect(run(steps, of).given).toHaveLength(count);
      }),
    );
  });

  it('has as much left as it then gives', () => {
    fc.assert(
      fc.property(arbitraryRules, arbitrarySteps, (of, steps) => {
        const { now, fullAt } = run(steps, of);
        const left = unitsLeft(fullAt, now, of);
        expect(left).toBeLessThanOrEqual(of.burst);
        if (left > 0) expect(waitFor(fullAt, now, left, of)).toBe(0);
        if (left < of.burst) expect(waitFor(fullAt, now, left + 1, of)).toBeGreaterThan(0);
      }),
    );
  });
});

describe('buckets by key', () => {
  it('know nothing of each other', () => {
    const buckets = new KeyedBuckets(rules);
    const taken = (key: string) => Array.from({ length: 6 }, () => buckets.take(key, 1000));
    expect(taken('a')).toEqual([0, 0, 0, 0, 0, 100]);
    expect(taken('b')).toEqual([0, 0, 0, 0, 0, 100]);
    expect([buckets.wait('a', 1000), buckets.wait('c', 1000)]).toEqual([100, 0]);
  });

  it('are bounded, and those in use are kept', () => {
    const map = new RecentMap<number, string>(100);
    for (let key = 0; key < 1000; key += 1) {
      map.set(key, String(key));
      expect(map.get(0)).toBe('0');
      expect(map.get(Math.max(0, key - 40))).toBe(String(Math.max(0, key - 40)));
    }
    expect(map.size).toBeLessThanOrEqual(200);
    expect(map.get(500)).toBeUndefined();
  });
});
