import { describe, expect, it } from '@jest/globals';
import { threadInputErrors } from './thread-rules.ts';

const input = { title: 'Status' };

describe("a thread's input", () => {
  it('is taken', () => {
    expect(threadInputErrors(input)).toEqual([]);
    expect(threadInputErrors({ ...input, title: 'x'.repeat(200), slug: 'status' })).toEqual([]);
  });

  it('is refused, all of it at once', () => {
    const errors = threadInputErrors({ ...input, title: 'a\nb', slug: '-' });
    expect(errors.map(({ path }) => path)).toEqual([
      ['input', 'title'],
      ['input', 'slug'],
    ]);
    expect(threadInputErrors({ ...input, title: 'x'.repeat(201) })).toHaveLength(1);
  });
});
