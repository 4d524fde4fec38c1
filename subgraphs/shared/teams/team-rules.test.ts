import { describe, expect, it } from '@jest/globals';
import { teamInputErrors } from './team-rules.ts';

const paths = (input: Parameters<typeof teamInputErrors>[0]) =>
  teamInputErrors(input).map(({ code, path }) => `${code} ${path?.join('.') ?? ''}`);

describe("a team's input", () => {
  it('is taken', () => {
    expect(paths({ name: 'Rollout' })).toEqual([]);
    expect(paths({ name: 'x'.repeat(120), slug: 'ab', purpose: 'two\nlines' })).toEqual([]);
    expect(paths({ name: 'x', slug: null, purpose: null })).toEqual([]);
  });

  it('is refused, all of it at once', () => {
    expect(paths({ name: ' ', slug: 'A', purpose: 'x'.repeat(2001) })).toEqual([
      'INVALID_INPUT input.name',
      'INVALID_INPUT input.slug',
      'INVALID_INPUT input.purpose',
    ]);
    expect(paths({ name: 'x'.repeat(121), slug: '' })).toHaveLength(2);
    for (const agentLoopLimit of [0, -1, 101])
      expect(paths({ name: 'x', agentLoopLimit })).toEqual(['INVALID_INPUT input.agentLoopLimit']);
    expect(paths({ name: 'x', agentLoopLimit: 100 })).toEqual([]);
  });
});
