import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readTeamsInCommon } from '../attestations/attestation-store.ts';
import { GovernedTeams } from '../testing/governed-team.ts';
import { openTestShared, type TestShared } from '../testing/test-shared.ts';

const DAY = 24 * 3600 * 1000;
const INVITATION = 'invitation { id state proposal { id } }';
let shared: TestShared;
let teams: GovernedTeams;
beforeAll(async () => {
  shared = await openTestShared();
  teams = new GovernedTeams(shared.database);
});
afterAll(() => shared.close());

async function invite(teamId: string, company = 'harbor', inviter = 'acme', input: object = {}) {
  const all = { teamId, company, purpose: 'Help', ...input };
  const { invitation } = await teams.do(inviter, 'inviteCompany', all, INVITATION);
  return { invitationId: invitation?.id ?? '', proposalId: invitation?.proposal?.id ?? '' };
}
const stateOf = async (company: string, id: string) => {
  const source = 'query ($id: ID!) { invitation(id: $id) { state } }';
  const { invitation } = await teams.ask<{ invitation: { state: string } | null }>(company, source, { id });
  return invitation?.state ?? null;
};

describe('an invitation', () => {
  it('shows its terms and nothing else of the team before it is accepted', async () => {
    const teamId = await teams.team(['acme'], { name: 'Secret name' });
    const me = await teams.ask<{ team: { participants: { id: string }[] } }>(
      'acme',
      'query ($id: ID!) { team(id: $id) { participants { id } } }',
      { id: teamId },
    );
    const participantsPreview = me.team.participants.map(({ id }) => id);
    const { invitationId } = await invite(teamId, 'outsider', 'acme', {
      participantsPreview,
      retentionDays: 90,
    });
    const source = `query ($id: ID!, $team: ID!) { team(id: $team) { id } teams { nodes { id } }
      invitations { id company { slug } inviter { name } proposal { id } team { id } }
      invitation(id: $id) { terms { purpose companies { slug } historyMode retentionDays readAfterLeaving
        participantsPreview { displayName title kind } } } }`;
    const seen = await teams.ask('outsider', source, { id: invitationId, team: teamId });
    expect(seen).toEqual({
      team: null,
      teams: { nodes: [] },
      invitations: [
        {
          id: invitationId,
          company: { slug: 'outsider' },
          inviter: { name: 'ACME' },
          proposal: null,
          team: null,
        },
      ],
      invitation: {
        terms: {
          ...{ purpose: 'Help', companies: [{ slug: 'acme' }], historyMode: 'FROM_JOIN', retentionDays: 90 },
          readAfterLeaving: true,
          participantsPreview: [{ displayName: 'lead', title: null, kind: 'PERSON' }],
        },
      },
    });
    expect(JSON.stringify(seen)).not.toContain('Secret name');
    expect(await stateOf('nimbus', invitationId)).toBeNull();
    expect(await readTeamsInCommon('acme', shared.rows, 'outsider')).toEqual([]);
  });

  it('is for one company, once', async () => {
    const teamId = await teams.team(['acme']);
    const { invitationId } = await invite(teamId);
    expect((await teams.act('nimbus', 'acceptInvitation', { invitationId })).code).toBe('NOT_FOUND');
    expect((await teams.act('acme', 'acceptInvitation', { invitationId })).code).toBe('NOT_FOUND');
    expect((await teams.act('harbor', 'acceptInvitation', { invitationId }, '', 'agent')).code).toBe(
      'NOT_PERMITTED',
    );
    const raced = await Promise.all(
      [1, 2, 3, 4].map(() => teams.act('harbor', 'acceptInvitation', { invitationId })),
    );
    expect(raced.map(({ code }) => code).sort()).toEqual([...Array<string>(3).fill('ALREADY_USED'), 'DONE']);
    expect((await teams.act('harbor', 'acceptInvitation', { invitationId })).code).toBe('ALREADY_USED');
    expect(await stateOf('harbor', invitationId)).toBe('ACTIVE');
    expect(await shared.rows.participant.count({ where: { teamId, companySlug: 'harbor' } })).toBe(1);
    expect(await readTeamsInCommon('acme', shared.rows, 'harbor')).toContain(teamId);
  });

  it('expires after 14 days, and can be sent again', async () => {
    const teamId = await teams.team(['acme']);
    const first = await invite(teamId);
    expect((await teams.act('acme', 'inviteCompany', { teamId, company: 'harbor', purpose: 'x' })).code).toBe(
      'CONFLICT',
    );
    teams.now += 14 * DAY;
    expect((await teams.act('harbor', 'acceptInvitation', { invitationId: first.invitationId })).code).toBe(
      'EXPIRED',
    );
    expect(await stateOf('harbor', first.invitationId)).toBe('EXPIRED');
    await invite(teamId);
  });

  it('is refused when it was declined, revoked, or its inviter is gone', async () => {
    const teamId = await teams.team(['acme']);
    const declined = await invite(teamId);
    await teams.do('harbor', 'declineInvitation', { invitationId: declined.invitationId });
    const revoked = await invite(teamId);
    expect((await teams.act('harbor', 'revokeInvitation', { invitationId: revoked.invitationId })).code).toBe(
      'NOT_FOUND',
    );
    await teams.do('acme', 'revokeInvitation', { invitationId: revoked.invitationId });
    const accept = async ({ invitationId }: { invitationId: string }) =>
      (await teams.act('harbor', 'acceptInvitation', { invitationId })).code;
    expect(await accept(declined)).toBe('ALREADY_USED');
    expect(await accept(revoked)).toBe('REVOKED');
    const orphan = await invite(teamId);
    const person = { teamId, subject: 'second', kind: 'PERSON', displayName: 'Second' };
    const { participant } = await teams.do(
      'acme',
      'addParticipant',
      person,
      'participant { id status isSteward }',
    );
    await teams.do('acme', 'appointSteward', { participantId: participant?.id });
    await teams.do('acme', 'stepDown', { teamId });
    expect(await accept(orphan)).toBe('NOT_PERMITTED');
    expect(
      (await teams.act('acme', 'inviteCompany', { teamId, company: 'nobody', purpose: 'x' }, '', 'second'))
        .code,
    ).toBe('NOT_FOUND');
  });

  it('of a third company needs the consent of all, in either order', async () => {
    for (const consentFirst of [true, false]) {
      const teamId = await teams.team(['acme', 'harbor']);
      const { invitationId, proposalId } = await invite(teamId, 'nimbus');
      const agree = () => teams.do('harbor', 'consent', { proposalId, agree: true }, 'proposal { id state }');
      if (consentFirst) expect((await agree()).proposal?.state).toBe('OPEN');
      await teams.do('nimbus', 'acceptInvitation', { invitationId, slug: consentFirst ? 'one' : 'two' });
      expect(await stateOf('nimbus', invitationId)).toBe(consentFirst ? 'ACTIVE' : 'ACCEPTED');
      if (!consentFirst) {
        const team = await teams.ask<{ team: null }>('nimbus', 'query ($id: ID!) { team(id: $id) { id } }', {
          id: teamId,
        });
        expect(team.team).toBeNull();
        const raced = await Promise.all(
          [1, 2].map(() => teams.act('harbor', 'consent', { proposalId, agree: true })),
        );
        expect(raced.map(({ code }) => code).sort()).toEqual(['ALREADY_USED', 'DONE']);
      }
      expect(await stateOf('nimbus', invitationId)).toBe('ACTIVE');
    }
  });

  it('ends with the refusal of one', async () => {
    const teamId = await teams.team(['acme', 'harbor']);
    const { invitationId, proposalId } = await invite(teamId, 'nimbus');
    await teams.do('nimbus', 'acceptInvitation', { invitationId });
    expect((await teams.act('nimbus', 'consent', { proposalId, agree: true })).code).toBe('NOT_FOUND');
    await teams.do('harbor', 'consent', { proposalId, agree: false });
    expect(await stateOf('nimbus', invitationId)).toBe('REVOKED');
    expect((await teams.act('acme', 'consent', { proposalId, agree: true })).code).toBe('ALREADY_USED');
  });
});
