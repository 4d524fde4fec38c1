import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EMPTIED_TABLES } from '../teams/team-deletion.ts';
import { GovernedTeams } from '../testing/governed-team.ts';
import { openTestShared, type TestShared } from '../testing/test-shared.ts';

const PROPOSAL = 'proposal { id state }';
let shared: TestShared;
let teams: GovernedTeams;
beforeAll(async () => {
  shared = await openTestShared();
  teams = new GovernedTeams(shared.database);
});
afterAll(() => shared.close());

const teamOf = async (company: string, id: string) => {
  const source = `query ($id: ID!) { team(id: $id) { name status finalHash verify { valid } events { nodes { sequence } }
    companies { company { slug } } participants { displayName status isSteward company { slug } } scopeWarnings { kind } } }`;
  return (await teams.ask<{ team: Record<string, unknown> | null }>(company, source, { id })).team;
};

describe('removing a company', () => {
  it('takes all the others, two at the least, and a notice', async () => {
    const teamId = await teams.team(['acme', 'harbor']);
    const input = { teamId, company: 'harbor', reason: 'Over' };
    expect((await teams.act('acme', 'removeCompany', input)).code).toBe('NOT_PERMITTED');
    await teams.join(teamId, 'nimbus', 'acme', ['harbor']);
    const { proposal } = await teams.do('acme', 'removeCompany', input, PROPOSAL);
    const answer = { proposalId: proposal?.id, agree: true };
    expect((await teams.act('harbor', 'consent', answer)).code).toBe('NOT_PERMITTED');
    expect((await teams.do('nimbus', 'consent', answer, PROPOSAL)).proposal?.state).toBe('OPEN');
    teams.now += 72 * 3600 * 1000;
    expect((await teams.do('acme', 'consent', answer, PROPOSAL)).proposal?.state).toBe('CARRIED_OUT');
    expect((await teams.act('harbor', 'renameTeam', { teamId, name: 'x' })).code).toBe('NOT_PERMITTED');
    await teams.do('acme', 'renameTeam', { teamId, name: 'Later' });
    expect(await teamOf('harbor', teamId)).toMatchObject({ name: 'Case', companies: [], scopeWarnings: [] });
    expect(await teamOf('nimbus', teamId)).toMatchObject({ name: 'Later' });
  });
});

describe('deleting a team', () => {
  it('takes its archiving and the consent of all, and leaves its last hash', async () => {
    const teamId = await teams.team(['acme', 'harbor']);
    const { thread } = await teams.do('acme', 'createThread', { teamId, title: 'T' }, 'thread { id }');
    const post = { threadId: thread?.id, body: 'Hello', idempotencyKey: 'k' };
    await teams.do('acme', 'postMessage', post);
    expect((await teams.act('acme', 'deleteTeam', { teamId })).code).toBe('CONFLICT');
    await teams.do('acme', 'archiveTeam', { teamId });
    expect((await teams.act('acme', 'postMessage', { ...post, idempotencyKey: 'l' })).code).toBe(
      'NOT_PERMITTED',
    );
    expect((await teams.act('acme', 'renameTeam', { teamId, name: 'x' })).code).toBe('NOT_PERMITTED');
    const { proposal } = await teams.do('acme', 'deleteTeam', { teamId }, PROPOSAL);
    const answer = { proposalId: proposal?.id, agree: true };
    const raced = await Promise.all([1, 2].map(() => teams.act('harbor', 'consent', answer, PROPOSAL)));
    // Who comes second finds nothing of the proposal any more.
    expect(raced.map(({ code }) => code).filter((code) => code === 'DONE')).toHaveLength(1);
    for (const company of ['acme', 'harbor']) {
      const team = await teamOf(company, teamId);
      expect(team).toMatchObject({
        status: 'DELETED',
        name: 'Deleted team',
        verify: null,
        events: { nodes: [] },
      });
      expect(team?.['finalHash']).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(await shared.rows.message.count({ where: { teamId } })).toBe(0);
    expect(await shared.rows.teamEvent.count({ where: { teamId } })).toBe(0);
    expect((await teams.act('acme', 'unarchiveTeam', { teamId })).code).toBe('NOT_PERMITTED');
  });

  it('knows every table that carries a team', async () => {
    const rows = await shared.rows.$queryRaw<{ name: string }[]>`
      SELECT c.relname::text AS name FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND a.attname = 'team_id'`;
    const kept = ['membership_intervals', 'team_slugs', 'legal_holds', 'held_messages', 'legal_hold_events'];
    expect(rows.map(({ name }) => name).sort()).toEqual([...EMPTIED_TABLES, ...kept].sort());
    const policies = await shared.rows.$queryRaw<{ name: string }[]>`
      SELECT tablename::text AS name FROM pg_policies WHERE policyname = 'empty'`;
    expect(policies.map(({ name }) => name).sort()).toEqual([...EMPTIED_TABLES].sort());
  });
});

describe('history', () => {
  it('is granted by those who wrote it, also by one who has left', async () => {
    const teamId = await teams.team(['acme', 'harbor']);
    await teams.do('harbor', 'createThread', { teamId, title: 'Before' });
    await teams.do('harbor', 'leaveTeam', { teamId });
    await teams.join(teamId, 'nimbus', 'acme');
    const { lastSequence: toSequence } = await shared.rows.team.findUniqueOrThrow({ where: { id: teamId } });
    const input = { teamId, company: 'nimbus', fromSequence: 1, toSequence };
    const { proposal } = await teams.do('acme', 'grantHistory', input, PROPOSAL);
    expect(proposal?.state).toBe('OPEN');
    const answer = { proposalId: proposal?.id, agree: true };
    expect((await teams.act('nimbus', 'consent', answer)).code).toBe('NOT_PERMITTED');
    expect((await teams.act('outsider', 'consent', answer)).code).toBe('NOT_FOUND');
    expect((await teams.do('harbor', 'consent', answer, PROPOSAL)).proposal?.state).toBe('CARRIED_OUT');
    const read = await teamOf('nimbus', teamId);
    expect(read).toMatchObject({ verify: { valid: true } });
    expect(read?.['events']).toMatchObject({ nodes: expect.arrayContaining([{ sequence: 1 }]) });
  });

  it("is not kept by a company that leaves, where the team's terms say so", async () => {
    const teamId = await teams.team(['acme', 'harbor'], { readAfterLeaving: false });
    await teams.do('harbor', 'leaveTeam', { teamId });
    expect(await teamOf('harbor', teamId)).toBeNull();
  });
});

describe('stewards', () => {
  it('are people of their own company, one at the least', async () => {
    const teamId = await teams.team(['acme', 'harbor']);
    const bot = { teamId, subject: 'agent', kind: 'AGENT', displayName: 'Bot' };
    const CARD = 'participant { id status isSteward }';
    const { participant } = await teams.do('acme', 'addParticipant', bot, CARD);
    const participantId = participant?.id;
    expect((await teams.act('acme', 'addParticipant', bot)).code).toBe('CONFLICT');
    expect((await teams.act('acme', 'appointSteward', { participantId })).code).toBe('NOT_PERMITTED');
    expect((await teams.act('acme', 'stepDown', { teamId })).code).toBe('CONFLICT');
    for (const verb of ['removeParticipant', 'updateParticipant', 'appointSteward'])
      expect((await teams.act('harbor', verb, { participantId })).code).toBe('NOT_FOUND');
    expect((await teams.act('acme', 'renameTeam', { teamId, name: 'x' }, '', 'agent')).code).toBe(
      'NOT_PERMITTED',
    );
    const removed = await teams.do('acme', 'removeParticipant', { participantId }, CARD);
    expect(removed.participant).toMatchObject({ status: 'FORMER', isSteward: false });
    const again = await teams.do('acme', 'addParticipant', bot, CARD);
    expect(again.participant?.id).not.toBe(participantId);
  });

  it('are what a company needs to write, and its people can appoint one where there is none', async () => {
    const teamId = await teams.team(['acme', 'harbor']);
    const { rows } = shared;
    const lead = await rows.participant.findFirstOrThrow({ where: { teamId, companySlug: 'harbor' } });
    await rows.participant.update({ where: { id: lead.id }, data: { isSteward: false } });
    const thread = { teamId, title: 'T' };
    expect((await teams.act('harbor', 'createThread', thread)).code).toBe('NOT_PERMITTED');
    await teams.do('acme', 'createThread', thread);
    await teams.do('harbor', 'appointSteward', { participantId: lead.id });
    await teams.do('harbor', 'createThread', thread);
  });
});
