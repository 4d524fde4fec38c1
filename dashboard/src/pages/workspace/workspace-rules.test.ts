import { describe, expect, it } from '@jest/globals';
import { carriedOver, isAdmin, sizeText, withRows } from './workspace-rules.ts';

const row = (sequence: number, body = '', redactedAt: string | null = null) => ({
  id: `pms_${sequence}`,
  sequence,
  body,
  redactedAt,
});

describe('messages', () => {
  it('stand by sequence, each once, in the latest form', () => {
    const known = [row(1), row(3, 'before')];
    expect(withRows(known, [row(3, 'after'), row(2)])).toEqual([row(1), row(2), row(3, 'after')]);
    expect(withRows(known, [])).toBe(known);
  });

  it('that are carried over are the chosen ones alone, in the order of the thread, none taken back', () => {
    const messages = [row(1), row(2), row(3), row(4, '', '2026-03-03T10:00:00.000Z')];
    expect(carriedOver(messages, new Set(['pms_3', 'pms_1', 'pms_4']))).toEqual([row(1), row(3)]);
  });
});

it('offers to decide to administrators alone', () => {
  const people = [
    { subject: 'lead', role: 'ADMIN' as const },
    { subject: 'support', role: 'MEMBER' as const },
  ];
  expect([isAdmin(people, 'lead'), isAdmin(people, 'support'), isAdmin(null, 'lead')]).toEqual([
    true,
    false,
    false,
  ]);
});

it('says sizes for people', () => {
  expect([640, 12_340, 3_400_000].map(sizeText)).toEqual(['640 bytes', '12 kB', '3.4 MB']);
});
