import { describe, expect, it } from '@jest/globals';
import { effectiveDays, keptSince, retentionErrors } from './retention-rules.ts';

describe('retention', () => {
  it('is a number of days, or none', () => {
    for (const days of [null, undefined, 1, 90, 36_500]) expect(retentionErrors(days)).toEqual([]);
    for (const days of [0, -1, 36_501])
      expect(retentionErrors(days)).toMatchObject([{ path: ['input', 'days'] }]);
  });

  it('is the shorter of what was agreed and what a company has set', () => {
    expect(effectiveDays({ agreed: null, own: null })).toBeNull();
    expect(effectiveDays({ agreed: 90, own: null })).toBe(90);
    expect(effectiveDays({ agreed: null, own: 30 })).toBe(30);
    expect(effectiveDays({ agreed: 90, own: 30 })).toBe(30);
    expect(effectiveDays({ agreed: 30, own: 90 })).toBe(30);
  });

  it('ends to the millisecond', () => {
    expect(keptSince(2, new Date('2026-03-03T12:00:00.001Z')).toISOString()).toBe('2026-03-01T12:00:00.001Z');
  });
});
