import { describe, expect, it } from '@jest/globals';
import { isSameMessage, messageInputErrors } from './message-rules.ts';

const input = { threadId: 'thr', body: 'Hello', idempotencyKey: 'key' };
const paths = (changed: Partial<typeof input>) =>
  messageInputErrors({ ...input, ...changed }).map(({ code, path }) => [code, path?.join('.')]);

describe('a message', () => {
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
