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

  it('is the same with the same thread and content', () => {
    const sent = {
      id: 'msg',
      threadId: 'thr',
      body: 'Hello',
      kind: 'TEXT',
      replyToId: null,
      redactedAt: null,
    } as const;
    expect(isSameMessage(sent, input)).toBe(true);
    expect(isSameMessage({ ...sent, body: '', redactedAt: new Date() }, input)).toBe(true);
    for (const other of [
      { body: 'hello' },
      { threadId: 'other' },
      { kind: 'AGENT_STATUS' },
      { replyToId: 'm' },
    ] as const)
      expect(isSameMessage({ ...sent, ...other }, input)).toBe(false);
  });

  it('addresses not too many, and is of a kind that its author may send', () => {
    expect(messageInputErrors({ ...input, mentionIds: Array.from({ length: 51 }, String) })).toHaveLength(1);
    expect(messageInputErrors({ ...input, kind: 'AGENT_STATUS' })).toHaveLength(1);
    expect(messageInputErrors({ ...input, kind: 'AGENT_STATUS' }, 'AGENT')).toEqual([]);
    expect(messageInputErrors({ ...input, kind: 'SYSTEM' }, 'AGENT')).toHaveLength(1);
  });
});
