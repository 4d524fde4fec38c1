import { describe, expect, test } from '@jest/globals';
import { ACTIONS, may, type Action, type Actor } from './action-rules.ts';

const admin: Actor = { kind: 'person', id: 'psn_acme_1', subject: 'a', role: 'ADMIN' };
const member: Actor = { kind: 'person', id: 'psn_acme_2', subject: 'b', role: 'MEMBER' };
const agent: Actor = { kind: 'agent', id: 'agt_acme_1', subject: 'c' };
const actions = Object.keys(ACTIONS) as Action[];
const allowedTo = (actor: Actor | null) => actions.filter((action) => may(actor, action));

describe('the table of actions', () => {
  test('an administrator may do all of it, and nobody nothing', () => {
    expect(allowedTo(admin)).toEqual(actions);
    expect(allowedTo(null)).toEqual([]);
  });

  test('a member makes nothing visible to others, but may end it', () => {
    expect(allowedTo(member)).toEqual([
      'editOwnProfile',
      'manageKnowledge',
      'revoke',
      'seeDisclosures',
      'openPrivateThread',
      'postPrivately',
      'markRead',
      'writeNote',
    ]);
  });

  test('an agent speaks, and manages nothing', () => {
    expect(allowedTo(agent)).toEqual(['postPrivately', 'markRead', 'writeNote']);
  });
});
