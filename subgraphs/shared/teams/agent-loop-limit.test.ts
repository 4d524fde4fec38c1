import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GovernedTeams } from '../testing/governed-team.ts';
import { openTestShared, type TestShared } from '../testing/test-shared.ts';

let shared: TestShared;
let teams: GovernedTeams;
beforeAll(async () => {
  shared = await openTestShared();
  teams = new GovernedTeams(shared.database);
});
afterAll(() => shared.close());

const limitOf = async (teamId: string) => {
  const source = 'query ($id: ID!) { team(id: $id) { agentLoopLimit } }';
  return (await teams.ask<{ team: { agentLoopLimit: number } }>('acme', source, { id: teamId })).team
    .agentLoopLimit;
};

describe("a team's limit of agent messages in a row", () => {
  it('is eight when nobody says otherwise', async () => {
    expect(await limitOf(await teams.team(['acme']))).toBe(8);
  });

  it('is what the team was opened with, and is kept', async () => {
    const teamId = await teams.team(['acme'], { agentLoopLimit: 2 });
    expect(await limitOf(teamId)).toBe(2);
    const agent = { teamId, subject: 'agent', kind: 'AGENT', displayName: 'Agent' };
    await teams.do('acme', 'addParticipant', agent);
    const { thread } = await teams.do('acme', 'createThread', { teamId, title: 'Talk' }, 'thread { id }');
    const post = async (idempotencyKey: string) => {
      const input = { threadId: thread?.id, body: 'beep', idempotencyKey };
      return (await teams.act('acme', 'postMessage', input, '', 'agent')).code;
    };
    expect([await post('1'), await post('2'), await post('3')]).toEqual(['DONE', 'DONE', 'AGENT_LOOP']);
  });
});
