import { describe, expect, it } from '@jest/globals';
import { carriedOver, isAdmin, mentionableIn, reactionsOf, sizeText } from './workspace-rules.ts';

const row = (sequence: number, body = '', redactedAt: string | null = null) => ({
  id: `pms_${sequence}`,
  sequence,
  body,
  redactedAt,
});

describe('messages', () => {
  it('that are carried over are the chosen ones alone, in the order of the thread, none taken back', () => {
    const messages = [row(1), row(2), row(3), row(4, '', '2026-03-03T10:00:00.000Z')];
    expect(carriedOver(messages, new Set(['pms_3', 'pms_1', 'pms_4']))).toEqual([row(1), row(3)]);
  });
});

it('addresses those who work there now, and names who reacted', () => {
  const person = { __typename: 'Person' as const, role: 'MEMBER' as const, subject: 'lead', email: null };
  const agent = { __typename: 'Agent' as const, id: 'agt_1', name: 'Ops Agent', status: 'ACTIVE' as const };
  const people = [
    { ...person, id: 'psn_1', displayName: 'Dana', status: 'ACTIVE' as const },
    { ...person, id: 'psn_2', displayName: 'Gone', status: 'REMOVED' as const },
  ];
  const agents = [agent, { ...agent, id: 'agt_2', status: 'ARCHIVED' as const }];
  expect(mentionableIn({ people, agents })).toEqual([
    { id: 'psn_1', displayName: 'Dana', from: 'person' },
    { id: 'agt_1', displayName: 'Ops Agent', from: 'agent' },
  ]);
  expect(mentionableIn({ people: null, agents: null })).toEqual([]);
  const reactions = [
    { __typename: 'PrivateReaction' as const, emoji: '👀', count: 1, colleagues: [agent] },
    { __typename: 'PrivateReaction' as const, emoji: '✅', count: 2, colleagues: null },
  ];
  expect(reactionsOf({ reactions })).toEqual([
    { emoji: '👀', count: 1, participants: [{ id: 'agt_1', displayName: 'Ops Agent' }] },
    { emoji: '✅', count: 2, participants: [] },
  ]);
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
