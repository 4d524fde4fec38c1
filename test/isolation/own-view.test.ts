import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { REFERENCE_QUERY } from '#cli/dev/reference-query.ts';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { SHARED_SCENARIO } from '#cli/scenario/rollout-team.ts';
import { startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';

const bodies = SHARED_SCENARIO.teams[0]?.threads[0]?.messages.map(({ body }) => body);

/** Promise: one query gives what is shared and the caller's own private data in one answer, and nothing more. */
describe('the reference query', () => {
  let network: TestNetwork;
  beforeAll(async () => {
    network = await startTestNetwork();
  });
  afterAll(async () => {
    await network[Symbol.asyncDispose]();
  });

  async function rolloutOf(company: string, subject: string) {
    const { json } = await network.ask(await network.tokenOf(company, subject), REFERENCE_QUERY);
    expect(json.errors).toBeUndefined();
    const data = json.data as unknown as RolloutData;
    const thread = data.team.threads.nodes[0];
    if (!thread) throw new Error('the shared thread is missing');
    return { data, thread };
  }

  it('gives Acme the shared thread, its own notes and space, and of Harbor what Harbor published', async () => {
    const { data, thread } = await rolloutOf('acme', 'project-lead');
    expect(data.me).toEqual({ displayName: 'Dana Whitfield', company: { slug: 'acme' } });
    expect(data.team.companies.map(({ company }) => company.name)).toEqual(['Acme', 'Harbor']);
    expect(thread.messages.nodes.map(({ body }) => body)).toEqual(bodies);
    expect(thread.notes).toEqual([{ body: expect.stringContaining('Bluebird') }]);
    expect(
      thread.participants.map(({ displayName, company, agent }) => [displayName, company.name, agent]),
    ).toEqual([
      [
        'Customer Ops Agent',
        'Acme',
        expect.objectContaining({
          instructions: expect.any(String),
          knowledge: [{ title: 'account notes' }, { title: 'customer runbooks' }],
        }),
      ],
      [
        'Delivery Agent',
        'Harbor',
        {
          name: 'Delivery Agent',
          purpose: 'Keeps the rollout plan and its open risks up to date.',
          skills: ['rollout planning', 'risk review', 'webhook checks'],
          instructions: null,
          knowledge: null,
        },
      ],
      ['Dana Whitfield', 'Acme', null],
      ['Tomas Rivera', 'Harbor', null],
    ]);
    expect(data.workspace.privateThreads.nodes).toEqual([
      { slug: 'billing-escalations' },
      { slug: 'internal-launch-checklist' },
    ]);
    expect(data.workspace.knowledge).toEqual([{ title: 'account notes' }, { title: 'customer runbooks' }]);
  });

  it('gives Harbor the same thread with its own private side', async () => {
    const acme = await rolloutOf('acme', 'project-lead');
    const harbor = await rolloutOf('harbor', 'delivery-lead');
    expect(harbor.data.team).toMatchObject({
      name: acme.data.team.name,
      companies: acme.data.team.companies,
    });
    expect(harbor.thread.messages).toEqual(acme.thread.messages);
    expect(harbor.thread.notes).toHaveLength(2);
    expect(harbor.thread.notes.map(({ body }) => body).join()).toContain('Kestrel');
    expect(harbor.thread.participants[0]?.agent).toMatchObject({
      name: 'Customer Ops Agent',
      instructions: null,
      knowledge: null,
    });
    expect(harbor.thread.participants[1]?.agent).toMatchObject({ instructions: expect.any(String) });
    expect(harbor.data.workspace.privateThreads.nodes).toEqual([
      { slug: 'partner-implementation' },
      { slug: 'internal-qa' },
    ]);
  });

  it("gives Acme's people what Acme adds to a shared thread, and refuses the same question to Harbor's", async () => {
    const query = `{ thread(id: "${ROLLOUT.thread}") { title notes { body } acmeCase { summary exposure } } }`;
    const acme = await network.ask(await network.tokenOf('acme', 'project-lead'), query);
    expect(acme.json).toEqual({
      data: {
        thread: {
          title: 'Rollout status',
          notes: [{ body: expect.stringContaining('Bluebird') }],
          acmeCase: {
            summary: expect.stringContaining('Bluebird'),
            exposure: expect.stringContaining('EUR'),
          },
        },
      },
    });
    const harbor = await network.ask(await network.tokenOf('harbor', 'delivery-lead'), query);
    expect(harbor.json.data).toBeUndefined();
    expect(harbor.json.errors?.map(({ extensions }) => extensions?.['code'])).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
    ]);
    expect(harbor.text).not.toMatch(/Bluebird|exposure|Did you mean/);
  });

  it('gives an outsider its own name and empty space, and no trace of the team', async () => {
    const { json } = await network.ask(await network.tokenOf('outsider', 'visitor'), REFERENCE_QUERY);
    expect(json).toEqual({
      data: {
        me: { displayName: 'Vic Moreau', company: { slug: 'outsider' } },
        team: null,
        workspace: { privateThreads: { nodes: [] }, knowledge: [], agents: [] },
      },
    });
  });
});

interface RolloutData {
  me: unknown;
  team: {
    name: string;
    companies: { company: { name: string } }[];
    threads: {
      nodes: {
        notes: { body: string }[];
        participants: { displayName: string; company: { name: string }; agent: unknown }[];
        messages: { nodes: { body: string }[] };
      }[];
    };
  };
  workspace: { privateThreads: { nodes: unknown[] }; knowledge: unknown[]; agents: unknown[] };
}
