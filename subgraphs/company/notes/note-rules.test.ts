import { describe, expect, it } from '@jest/globals';
import { noteInputErrors, type NoteInput } from './note-rules.ts';

const threadId = 'thr_01JQ0000000000000000000000';
const messageId = 'msg_01JQ0000000000000000000000';
const paths = (input: NoteInput) => noteInputErrors(input).map(({ path }) => path?.join('.') ?? 'input');

describe("a note's input", () => {
  it('names a thread or a message', () => {
    expect(paths({ threadId, body: 'a\nb' })).toEqual([]);
    expect(paths({ messageId, threadId: null, body: 'a' })).toEqual([]);
    expect(paths({ body: 'a' })).toEqual(['input']);
    expect(paths({ messageId, threadId, body: 'a' })).toEqual(['input']);
  });

  it('names it by an id of its kind', () => {
    expect(paths({ threadId: messageId, body: 'a' })).toEqual(['input.threadId']);
    expect(paths({ messageId: "' OR 1=1", body: 'a' })).toEqual(['input.messageId']);
  });

  it.each(['', ' \n', 'a\0', '\ud800', 'x'.repeat(10_001)])('has a text (%#)', (body) => {
    expect(paths({ threadId, body })).toEqual(['input.body']);
  });
});
