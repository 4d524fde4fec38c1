import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { freeSlug, isSlug, slugFrom } from './slug-rules.ts';

describe('slugs', () => {
  it.each([
    ['Rollout status', 'rollout-status'],
    ['  Café & Crème!  ', 'cafe-creme'],
    ['2026 plan', 'plan'],
    ['计划', 'team'],
    ['A', 'team'],
    ['', 'team'],
    ['a'.repeat(200), 'a'.repeat(54)],
  ])('makes one of %j', (name, slug) => {
    expect(slugFrom(name, 'team')).toBe(slug);
  });

  it.each(['', 'a', 'A-b', '1a', 'a_b', 'ab\n', 'ab\0', 'é-a', `a${'b'.repeat(63)}`])(
    'refuses %j',
    (text) => {
      expect(isSlug(text)).toBe(false);
    },
  );

  it('takes the first that is free', () => {
    expect(freeSlug('team', new Set())).toBe('team');
    expect(freeSlug('team', new Set(['team']))).toBe('team-2');
    expect(freeSlug('team', new Set(['team', 'team-2', 'team-4']))).toBe('team-3');
  });

  it('always makes a slug, also with a number after it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const slug = slugFrom(name, 'thread');
        return isSlug(slug) && isSlug(`${slug}-1000000`);
      }),
    );
  });
});
