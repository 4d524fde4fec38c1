import { describe, expect, it } from '@jest/globals';
import { consequencesOf, isOpen, nameOf, othersOf, readersOf, readText } from './ledger-rules.ts';

const company = (name: string) => ({
  __typename: 'Company' as const,
  ...{ slug: name.toLowerCase(), name },
});
const team = {
  __typename: 'Team' as const,
  ...{ id: 'tem_1', slug: 'rollout', name: 'Rollout' },
  companies: ['Acme', 'Harbor', 'Nimbus'].map((name) => ({
    __typename: 'TeamCompany' as const,
    company: company(name),
  })),
};

describe('a line of the ledger', () => {
  it('is read by the other companies of its team', () => {
    expect(othersOf(team, 'acme').map(({ slug }) => slug)).toEqual(['harbor', 'nimbus']);
    expect(readersOf(team, 'acme')).toBe('Harbor and Nimbus');
    expect(readersOf(undefined, 'acme')).toBe('The other companies of the team');
    expect(readText(1, 'Harbor')).toBe('Harbor, 1 time');
  });

  it.each([
    ['PENDING', true],
    ['ACTIVE', true],
    ['REFUSED', false],
    ['ENDING', false],
    ['ENDED', false],
  ] as const)('that is %s is open: %s', (state, open) => expect(isOpen({ state })).toBe(open));

  it('names who did it, agent or person', () => {
    expect(nameOf({ __typename: 'Person', id: 'psn_1', displayName: 'Dana' })).toBe('Dana');
    expect(nameOf({ __typename: 'Agent', id: 'agt_1', name: 'Ops' })).toBe('Ops');
    expect(nameOf(null)).toBe('The ledger does not say');
  });

  it('says what taking it back does, for a share and for who takes part', () => {
    expect(consequencesOf({ kind: 'SHARE', what: 'Plan' }, 'Harbor').join(' ')).toContain(
      'Harbor can read nothing of “Plan” any more',
    );
    expect(consequencesOf({ kind: 'PARTICIPANT', what: 'Ops' }, 'Harbor').join(' ')).toContain(
      'Ops leaves the team',
    );
  });
});
