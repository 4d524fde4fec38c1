import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isLive, isPublishedTo, latestOf } from './publication-rules.ts';

const day = (number: number) => new Date(Date.UTC(2026, 2, number));
const plain = {
  ...{ teamId: 'tem_1', publishedAt: day(1), expiresAt: null, revokedAt: null },
  state: 'ACTIVE' as const,
};
const harbor = { kind: 'foreign', company: 'harbor', teams: new Set(['tem_1']) } as const;

describe('a publication', () => {
  it('holds until it expires, to the millisecond', () => {
    const expiring = { ...plain, expiresAt: day(5) };
    expect(isLive(expiring, new Date(day(5).getTime() - 1))).toBe(true);
    expect(isLive(expiring, day(5))).toBe(false);
  });

  it('never holds once it is revoked, whatever the clock says', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), fc.date({ noInvalidDate: true }), (revokedAt, now) => {
        expect(isLive({ ...plain, revokedAt }, now)).toBe(false);
      }),
    );
  });

  it.each(['PENDING', 'REFUSED', 'ENDING', 'ENDED'] as const)('does not hold while it is %s', (state) => {
    expect(isLive({ ...plain, state }, day(2))).toBe(false);
  });

  it('is for callers in its team alone', () => {
    expect(isPublishedTo(harbor, plain, day(2))).toBe(true);
    expect(isPublishedTo(harbor, { ...plain, teamId: 'tem_2' }, day(2))).toBe(false);
    expect(isPublishedTo({ ...harbor, teams: new Set() }, plain, day(2))).toBe(false);
    expect(isPublishedTo(harbor, { ...plain, revokedAt: day(1) }, day(2))).toBe(false);
  });

  it('that came last is the one that counts', () => {
    const days = fc.uniqueArray(fc.integer({ min: 1, max: 28 }), { maxLength: 5 });
    fc.assert(
      fc.property(days, (given) => {
        const latest = latestOf(given.map((number) => ({ ...plain, publishedAt: day(number) })));
        expect(latest?.publishedAt ?? null).toEqual(given.length === 0 ? null : day(Math.max(...given)));
      }),
    );
  });
});
