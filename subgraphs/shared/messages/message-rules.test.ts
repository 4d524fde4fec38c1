import { describe, expect, it } from '@jest/globals';
import { isSameMessage, messageInputErrors } from './message-rules.ts';

const input = { threadId: 'thr', body: 'Hello', idempotencyKey: 'key' };
const paths = (changed: Partial<typeof input>) =>
  messageInputErrors({ ...input, ...changed }).map(({ code, path }) => [code, path?.join('.')]);

describe('a message', () => {
  it.each(['a', 'two\nlines\tand a tab', '😀', 'é'.repeat(32_768), 'a'.repeat(65_536)])(
    'is taken',
    (body) => {
      expect(messageInputErrors({ ...input, body })).toEqual([]);
    },
  );

  it.each(['', ' \n', 'a\r\nb', 'a\0b', 'a\u001b[2J', '\ud800', 'é'.repeat(32_769), 'a'.repeat(65_537)])(
    'is refused (%#)',
    (body) => {
      expect(paths({ body })).toEqual([['INVALID_INPUT', 'input.body']]);
    },
  );

  it.each(['', 'a'.repeat(129), 'é', 'a\n', '\0'])('needs a plain key (%#)', (idempotencyKey) => {
    expect(paths({ idempotencyKey })).toEqual([['INVALID_INPUT', 'input.idempotencyKey']]);
  });

  it('is told all that is wrong at once', () => {
    expect(paths({ body: '', idempotencyKey: '' })).toHaveLength(2);
  });

  it('is the same with the same thread and body', () => {
    expect(isSameMessage({ threadId: 'thr', body: 'Hello' }, input)).toBe(true);
    expect(isSameMessage({ threadId: 'thr', body: 'hello' }, input)).toBe(false);
    expect(isSameMessage({ threadId: 'other', body: 'Hello' }, input)).toBe(false);
  });
});
