import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACME } from '#cli/scenario/acme.ts';
import { HARBOR } from '#cli/scenario/harbor.ts';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { TEST_ENGINE } from '#test/testkit/gateway-settings.ts';
import { startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';

const MISSING = '01JQZX5T8E7W3N6K9M2P4R5S6T';
const NODE = 'query Node($id: ID!) { node(id: $id) { id } }';

const privateOf = (company: typeof HARBOR) => [
  ...company.knowledge.map(({ id }) => id),
  ...company.tools.map(({ id }) => id),
  ...company.privateThreads.flatMap(({ id, messages }) => [id, ...messages.map((message) => message.id)]),
];

/** Promise: an id names a thing across all programs, and opens nothing that its owner would not. */
describe('node and nodes', () => {
  let network: TestNetwork;
  beforeAll(async () => {
    network = await startTestNetwork();
  });
  afterAll(async () => {
    await network[Symbol.asyncDispose]();
  });

  async function ask(company: string, subject: string, query: string, variables: Record<string, unknown>) {
    return network.ask(await network.tokenOf(company, subject), query, variables);
  }

  if (TEST_ENGINE === 'apollo') {
    it('are not served by the reference engine, which says so', async () => {
      const { json } = await ask(
        'acme',
        'project-lead',
        `query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }`,
        {
          id: ROLLOUT.team,
        },
      );
      expect(json.data).toEqual({ node: null, nodes: [] });
      expect(json.errors?.map(({ path, extensions }) => [path, extensions])).toEqual([
        [['node'], { code: 'FIELD_NOT_SERVED' }],
        [['nodes'], { code: 'FIELD_NOT_SERVED' }],
      ]);
    });
    return;
  }

  it('give what is shared and the own, each by its type, in the order of the ids', async () => {
    const agent = ACME.agents[0];
    const ids = [
      ROLLOUT.team,
      agent?.id,
      `tem_${MISSING}`,
      ROLLOUT.projectLead,
      ACME.privateThreads[0]?.id,
      ROLLOUT.team,
    ];
    const query = `query ($ids: [ID!]!) { nodes(ids: $ids) {
      __typename id
      ... on Team { name } ... on Agent { name instructions } ... on Participant { displayName person { displayName } }
      ... on PrivateThread { slug }
    } }`;
    const { json } = await ask('acme', 'project-lead', query, { ids });
    expect(json.errors).toBeUndefined();
    expect(json.data?.['nodes']).toEqual([
      { __typename: 'Team', id: ids[0], name: 'Acme rollout' },
      { __typename: 'Agent', id: ids[1], name: agent?.name, instructions: agent?.instructions },
      null,
      {
        __typename: 'Participant',
        id: ids[3],
        displayName: 'Dana Whitfield',
        person: { displayName: 'Dana Whitfield' },
      },
      { __typename: 'PrivateThread', id: ids[4], slug: ACME.privateThreads[0]?.slug },
      { __typename: 'Team', id: ids[0], name: 'Acme rollout' },
    ]);
  });

  it('give of another company what it published, and null for the rest', async () => {
    const agent = HARBOR.agents[0];
    const { json, text } = await ask(
      'acme',
      'project-lead',
      'query ($id: ID!) { node(id: $id) { id ... on Agent { name instructions } } }',
      {
        id: agent?.id,
      },
    );
    expect(json.data?.['node']).toEqual({ id: agent?.id, name: agent?.name, instructions: null });
    expect(text).not.toContain('Kestrel');
  });

  it('say of private, missing, forbidden and foreign ids one and the same', async () => {
    const strange = [
      '',
      'tem_',
      '__proto__',
      'x'.repeat(500),
      `evt_${MISSING}`,
      `agt_nobody_${MISSING}`,
      `nte_acme_${MISSING}`,
    ];
    for (const id of [...privateOf(HARBOR), ...strange]) {
      const { text } = await ask('acme', 'project-lead', NODE, { id });
      expect([id, text]).toEqual([id, '{"data":{"node":null}}']);
    }
    for (const id of [
      ...privateOf(ACME),
      ROLLOUT.team,
      ROLLOUT.thread,
      ROLLOUT.projectLead,
      ROLLOUT.deliveryLead,
    ]) {
      const { text } = await ask('outsider', 'visitor', NODE, { id });
      expect([id, text]).toEqual([id, '{"data":{"node":null}}']);
    }
  });

  it('take up to 100 ids', async () => {
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    const most = await ask('acme', 'project-lead', query, { ids: new Array(100).fill(ROLLOUT.team) });
    expect(most.json.data?.['nodes']).toHaveLength(100);
    const more = await ask('acme', 'project-lead', query, { ids: new Array(101).fill(ROLLOUT.team) });
    expect(more.json.data).toBeNull();
    expect(more.json.errors?.map(({ path, extensions }) => [path, extensions])).toEqual([
      [['nodes'], { code: 'BAD_USER_INPUT' }],
    ]);
  });

  it('cost an id’s own place alone when its company is down', async () => {
    await network.stopCompany('acme');
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    const { json } = await ask('acme', 'project-lead', query, { ids: [ROLLOUT.team, ACME.agents[0]?.id] });
    expect(json.data).toEqual({ nodes: [{ id: ROLLOUT.team }, null] });
    expect(json.errors?.map(({ path, extensions }) => [path, extensions])).toEqual([
      [['nodes', 1], { code: 'SUBGRAPH_UNAVAILABLE' }],
    ]);
  });
});
