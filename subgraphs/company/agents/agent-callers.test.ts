import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TEAM, testId, THREAD } from '../testkit/acme-scenario.ts';
import { SELECT, startStaffedCompany, type StaffedCompany } from '../testkit/staffed-company.ts';

const tool = testId('tol', 'TKTS');
const self = testId('agt', 'ASHARED');
const other = testId('agt', 'AHDDN');
const source = testId('kno', 'ACCTS');

let acme: StaffedCompany;

beforeAll(async () => {
  acme = await startStaffedCompany();
});

afterAll(() => acme.stop());

describe('as a caller in its own company, an agent', () => {
  const agent = () => acme.as('agent-ashared', 'agent');
  const PRIVATE =
    'id name subject instructions model tools { id } knowledge { id } permissions { shared { read } }';

  it('reads itself whole, and of other agents what others may', async () => {
    const { data } = await acme.ask(await agent(), `{ workspace { agents { ${PRIVATE} } } }`);
    const agents = (data?.['workspace'] as { agents: { id: string }[] }).agents;
    expect(agents.find(({ id }) => id === self)).toMatchObject({
      instructions: 'SECRET instructions of ASHARED',
      permissions: { shared: { read: [TEAM] } },
      tools: [{ id: tool }],
    });
    expect(agents.find(({ id }) => id === other)).toEqual({
      ...{ id: other, name: 'AHDDN agent', subject: null, instructions: null, model: null },
      ...{ tools: null, knowledge: null, permissions: null },
    });
  });

  it('finds no endpoint of a tool, no tool that is not its own, and no way to reach a person', async () => {
    const made = await acme.change(
      acme.admin(),
      'createTool',
      { name: 'SECRET other', endpoint: 'https://x.acme.test/' },
      SELECT.tool,
    );
    const foreign = (made['tool'] as { id: string }).id;
    const query = `query ($all: [_Any!]!) { workspace { tools { id name endpoint hasSecret } people { id displayName timeZone status subject email phone role } }
      _entities(representations: $all) { ... on Tool { id name endpoint } } }`;
    const all = [tool, foreign].map((id) => ({ __typename: 'Tool', id }));
    const { data, errors } = await acme.ask(await agent(), query, { all });
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      workspace: { tools: [{ id: tool, name: 'SECRET tickets', endpoint: null, hasSecret: null }] },
      _entities: [{ id: tool, endpoint: null }, null],
    });
    const { people } = data?.['workspace'] as { people: object[] };
    for (const person of people)
      expect(person).toMatchObject({
        status: 'ACTIVE',
        timeZone: 'Europe/Lisbon',
        subject: null,
        email: null,
        phone: null,
        role: null,
      });
    expect(
      ((await acme.ask(await acme.admin(), query, { all })).data?.['_entities'] as object[])[0],
    ).toMatchObject({
      endpoint: 'https://secret.acme.test/tickets',
    });
    await acme.change(acme.admin(), 'deleteTool', { toolId: foreign });
  });

  it('is narrowed from its next request on', async () => {
    const permissions = {
      shared: { read: [TEAM, TEAM], post: [THREAD] },
      knowledgeIds: [source],
      privateThreads: { read: [testId('pth', 'T1')], post: [] },
    };
    const set = await acme.change(
      acme.admin(),
      'setAgentPermissions',
      { agentId: self, ...permissions },
      SELECT.agent,
    );
    expect(set['agent']).toMatchObject({
      permissions: { ...permissions, shared: { read: [TEAM], post: [THREAD] } },
    });
    const { data } = await acme.ask(
      await agent(),
      '{ workspace { knowledge { id } agents { id knowledge { id } } privateThreads { nodes { id } } } }',
    );
    expect(data).toMatchObject({
      workspace: {
        knowledge: [{ id: source }],
        privateThreads: { nodes: [{ id: testId('pth', 'T1') }] },
      },
    });
    const wide = await acme.change(acme.admin(), 'setAgentPermissions', { agentId: self }, SELECT.agent);
    expect(wide['agent']).toMatchObject({
      permissions: { shared: null, knowledgeIds: null, privateThreads: null },
    });
  });
});
