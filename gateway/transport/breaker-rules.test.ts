import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { admit, CLOSED, failed, succeeded, type Breaker, type BreakerRules } from './breaker-rules.ts';

const rules: BreakerRules = { failures: 3, windowMs: 1000, openMs: 500 };
const failAt = (times: readonly number[], from: Breaker = CLOSED) =>
  times.reduce((breaker, now) => failed(breaker, now, rules), from);

describe('a breaker', () => {
  it('passes calls while all is well', () => {
    expect(admit(CLOSED, 7, rules)).toEqual({ breaker: CLOSED, pass: true });
  });

  it('opens at the third failure in a row, and not before', () => {
    expect(failAt([1, 2]).kind).toBe('closed');
    expect(failAt([1, 2, 3])).toEqual({ kind: 'open', until: 503 });
  });

  it('begins to count anew after an answer, and after its window', () => {
    expect(failAt([3, 4], succeeded()).kind).toBe('closed');
    expect(failAt([1, 2, 1500])).toEqual({ kind: 'closed', failures: 1, since: 1500 });
  });

  it('refuses while open, then tries with one call alone', () => {
    const open = failAt([1, 2, 3]);
    expect(admit(open, 502, rules)).toEqual({ breaker: open, pass: false });
    const trial = admit(open, 503, rules);
    expect(trial).toEqual({ breaker: { kind: 'half-open', since: 503 }, pass: true });
    expect(admit(trial.breaker, 504, rules).pass).toBe(false);
    expect(failed(trial.breaker, 600, rules)).toEqual({ kind: 'open', until: 1100 });
  });

  it('lets another call try when a trial is never heard of again', () => {
    const { breaker } = admit(failAt([1, 2, 3]), 503, rules);
    expect(admit(breaker, 1003, rules)).toEqual({ breaker: { kind: 'half-open', since: 1003 }, pass: true });
  });

  it('is not opened for longer by calls that were under way', () => {
    const open = failAt([1, 2, 3]);
    expect(failed(open, 400, rules)).toBe(open);
  });

  it('never refuses for longer than its time, whatever happens', () => {
    const step = fc.record({ wait: fc.integer({ min: 0, max: 700 }), ok: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let breaker: Breaker = CLOSED;
        let now = 0;
        let refusedSince: number | null = null;
        for (const { wait, ok } of steps) {
          now += wait;
          const verdict = admit(breaker, now, rules);
          breaker = verdict.breaker;
          if (verdict.pass) {
            refusedSince = null;
            breaker = ok ? succeeded() : failed(breaker, now, rules);
          } else {
            refusedSince ??= now;
            expect(now - refusedSince).toBeLessThanOrEqual(rules.openMs);
          }
        }
      }),
    );
  });
});
