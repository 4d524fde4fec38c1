import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testId } from '../testkit/acme-scenario.ts';
import { codes, SELECT, startStaffedCompany, type StaffedCompany } from '../testkit/staffed-company.ts';

const tool = testId('tol', 'TKTS');
const self = testId('agt', 'ASHARED');
const source = testId('kno', 'ACCTS');

let acme: StaffedCompany;

beforeAll(async () => {
  acme = await startStaffedCompany();
});

afterAll(() => acme.stop());

describe('an agent', () => {
  it('is created at work, under a subject of its own, and changed', async () => {
    const input = {
      name: 'Agent Äge',
      skills: ['a'],
      instructions: 'Do it.',
      knowledgeIds: [source, source],
      toolIds: [tool],
    };
    const first = (await acme.change(acme.admin(), 'createAgent', input, SELECT.agent))['agent'] as {
      id: string;
    };
    expect(first).toMatchObject({
      ...{ subject: 'agent-age', status: 'ACTIVE', skills: ['a'], instructions: 'Do it.' },
      ...{ tools: [{ id: tool }], knowledge: [{ id: source }] },
      permissions: { shared: null, knowledgeIds: null, privateThreads: null },
    });
    const second = await acme.change(acme.admin(), 'createAgent', input, SELECT.agent);
    expect(second['agent']).toMatchObject({ subject: 'agent-age-2' });
    const agentId = first.id;
    const changed = await acme.change(
      acme.admin(),
      'updateAgent',
      { agentId, name: 'B', instructions: null, toolIds: [], paused: true },
      SELECT.agent,
    );
    expect(changed['agent']).toMatchObject({
      ...{
        name: 'B',
        instructions: null,
        tools: [],
        knowledge: [{ id: source }],
        skills: ['a'],
        status: 'PAUSED',
      },
    });
    expect(
      (await acme.change(acme.admin(), 'updateAgent', { agentId, paused: false }, SELECT.agent))['agent'],
    ).toMatchObject({
      status: 'ACTIVE',
      name: 'B',
    });
  });

  it('takes no subject that an agent or a person has', async () => {
    for (const subject of ['agent-ashared', 'person-hddn'])
      expect(codes(await acme.change(acme.admin(), 'createAgent', { name: 'X', subject }))).toEqual([
        ['CONFLICT', 'subject'],
      ]);
    expect(
      codes(await acme.change(acme.admin(), 'addPerson', { subject: 'agent-ashared', displayName: 'X' })),
    ).toEqual([['CONFLICT', 'subject']]);
  });

  it('is given nothing that is not there, and then nothing else either', async () => {
    const missing = [testId('tol', 'ABSENT'), testId('kno', 'ACCTS'), testId('tol', 'TKTS', 'harbor')];
    for (const id of missing) {
      const payload = await acme.change(acme.admin(), 'updateAgent', {
        agentId: self,
        name: 'Lost',
        toolIds: [id],
      });
      expect(codes(payload)).toEqual([['NOT_FOUND', 'toolIds']]);
    }
    expect(await acme.db.agent.findUnique({ where: { id: self } })).toMatchObject({ name: 'ASHARED agent' });
  });

  it('that is archived stays so, and its token opens nothing from then on', async () => {
    const made = await acme.change(
      acme.admin(),
      'createAgent',
      { name: 'Temp', subject: 'temp' },
      SELECT.agent,
    );
    const agentId = (made['agent'] as { id: string }).id;
    const look = async () =>
      (await acme.ask(await acme.as('temp', 'agent'), '{ workspace { company { slug } } }')).data;
    expect(await look()).toEqual({ workspace: { company: { slug: 'acme' } } });
    await acme.change(acme.admin(), 'updateAgent', { agentId, paused: true });
    expect(await look()).toEqual({ workspace: null });
    expect(
      (await acme.change(acme.admin(), 'archiveAgent', { agentId }, SELECT.agent))['agent'],
    ).toMatchObject({
      status: 'ARCHIVED',
    });
    expect(await look()).toEqual({ workspace: null });
    expect(codes(await acme.change(acme.admin(), 'updateAgent', { agentId, paused: false }))).toEqual([
      ['CONFLICT', 'agentId'],
    ]);
    expect(codes(await acme.change(acme.admin(), 'setAgentPermissions', { agentId }))).toEqual([
      ['CONFLICT', 'agentId'],
    ]);
    expect(
      (await acme.change(acme.admin(), 'archiveAgent', { agentId }, SELECT.agent))['agent'],
    ).toMatchObject({
      status: 'ARCHIVED',
    });
  });
});
