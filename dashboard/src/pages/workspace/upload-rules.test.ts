import { describe, expect, it } from '@jest/globals';
import {
  LARGEST_BYTES,
  documentOf,
  percentOf,
  problemOfFile,
  stateAfter,
  stateText,
  textIn,
} from './upload-rules.ts';

const failed = (kind: 'unavailable' | 'offline' | 'failed') =>
  stateAfter({ kind: 'failed', problem: { kind, message: 'said', code: null } });

describe('a file', () => {
  it('is looked at before anything of it is sent', () => {
    expect(problemOfFile({ name: 'notes.md', size: LARGEST_BYTES })).toBeNull();
    expect(problemOfFile({ name: 'NOTES.TXT', size: 0 })).toBeNull();
    expect(problemOfFile({ name: 'notes.md', size: LARGEST_BYTES + 1 })).toMatchObject({ kind: 'too-large' });
    expect(problemOfFile({ name: 'notes.pdf', size: 10 })).toMatchObject({ kind: 'wrong-type' });
    expect(problemOfFile({ name: 'md', size: 10 })).toMatchObject({ kind: 'wrong-type' });
  });

  it('has text where it is UTF-8, whatever its name says', () => {
    const bytes = (...values: number[]) => Uint8Array.from(values).buffer;
    expect(textIn(new TextEncoder().encode('Größe ✅').buffer)).toBe('Größe ✅');
    expect([textIn(bytes(0xff, 0xfe)), textIn(bytes(0x61, 0)), textIn(bytes())]).toEqual([null, null, '']);
  });

  it('becomes a document of its name and kind', () => {
    expect(documentOf('kno_1', 'a.b.txt', 'x')).toEqual({
      ...{ sourceId: 'kno_1', name: 'a.b.txt', title: 'a.b', mediaType: 'PLAIN_TEXT', body: 'x' },
    });
  });
});

describe('what becomes of it', () => {
  it('is told apart: added, there already, away, refused, no text', () => {
    expect(stateAfter({ kind: 'done', payload: { added: true } })).toEqual({ kind: 'added', isNew: true });
    expect(stateAfter({ kind: 'done', payload: { added: false } })).toEqual({ kind: 'added', isNew: false });
    const kinds = [failed('unavailable'), failed('offline'), failed('failed'), stateAfter(null)];
    expect(kinds.map((state) => state.kind === 'failed' && state.problem.kind)).toEqual([
      ...['away', 'away', 'refused', 'wrong-type'],
    ]);
    const refused = stateAfter({
      kind: 'refused',
      errors: [{ message: 'The name is taken.', code: 'CONFLICT' }],
    });
    expect(stateText(refused, 1)).toBe('The name is taken.');
  });

  it('is said in bytes of the file and in percent, rounded down: nothing is whole before it is', () => {
    const sending = { kind: 'sending', share: 0.9999 } as const;
    expect(stateText(sending, 2_000_000)).toBe('2.0 MB of 2.0 MB sent, 99 %');
    expect([percentOf({ kind: 'waiting' }), percentOf(sending), percentOf({ kind: 'taken' })]).toEqual([
      0, 99, 100,
    ]);
    expect(percentOf({ kind: 'cancelled' })).toBe(0);
  });
});
