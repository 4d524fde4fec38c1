import { describe, expect, it } from '@jest/globals';
import {
  invitationErrors,
  refusalOf,
  stateAt,
  type InvitationAct,
  type InvitationState,
} from './invitation-rules.ts';

const ACTS: readonly InvitationAct[] = ['accept', 'decline', 'revoke', 'activate'];
const early = new Date(1);
const late = new Date(2);

describe('the states of an invitation', () => {
  it.each<[InvitationState, readonly string[]]>([
    ['SENT', ['-', '-', '-', 'CONFLICT']],
    ['ACCEPTED', ['ALREADY_USED', '-', '-', '-']],
    ['ACTIVE', ['ALREADY_USED', 'ALREADY_USED', 'ALREADY_USED', 'ALREADY_USED']],
    ['DECLINED', ['ALREADY_USED', 'ALREADY_USED', 'ALREADY_USED', 'ALREADY_USED']],
    ['REVOKED', ['REVOKED', 'REVOKED', 'REVOKED', 'REVOKED']],
    ['EXPIRED', ['EXPIRED', 'EXPIRED', 'EXPIRED', 'EXPIRED']],
  ])('%s: accept, decline, revoke, activate', (state, expected) => {
    expect(ACTS.map((act) => refusalOf(act, state)?.[0] ?? '-')).toEqual(expected);
  });

  it('expire at their instant while they are open, and only then', () => {
    expect(stateAt('SENT', late, early)).toBe('SENT');
    for (const state of ['SENT', 'ACCEPTED'] as const) expect(stateAt(state, late, late)).toBe('EXPIRED');
    for (const state of ['ACTIVE', 'DECLINED', 'REVOKED'] as const)
      expect(stateAt(state, early, late)).toBe(state);
  });
});

describe("an invitation's input", () => {
  it('is taken, or refused all at once', () => {
    expect(invitationErrors({ purpose: 'Help', retentionDays: 90 })).toEqual([]);
    const participantsPreview = Array.from({ length: 26 }, () => 'par');
    expect(invitationErrors({ purpose: ' ', retentionDays: 0, participantsPreview })).toHaveLength(3);
  });
});
