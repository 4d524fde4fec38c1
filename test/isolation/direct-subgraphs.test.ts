import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COMPANY_SCENARIOS } from '#cli/scenario/companies.ts';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { SHARED_SCENARIO } from '#cli/scenario/rollout-team.ts';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import { ATTESTATION_HEADER, PASSPORT_HEADER } from '#schema/wire/headers.ts';
import { entitiesDocument } from '#test/testkit/entities.ts';
import { callerOf, post, startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';
import { foundIn, ownStrings, privateStrings, sharedStrings } from '#test/testkit/secrets.ts';

const HARBOR = COMPANY_SCENARIOS.harbor;
const OTHER_TEAM = ROLLOUT.team.replace(/.$/, 'X');

/** Every entity of a subgraph that the scenario knows, by type. */
const HARBOR_ENTITIES = [
  ...HARBOR.agents.map(({ id }) => ({ __typename: 'Agent', id })),
  ...HARBOR.people.map(({ id }) => ({ __typename: 'Person', id })),
  ...HARBOR.knowledge.map(({ id }) => ({ __typename: 'KnowledgeSource', id })),
  ...HARBOR.tools.map(({ id }) => ({ __typename: 'Tool', id })),
  ...HARBOR.privateThreads.map(({ id }) => ({ __typename: 'PrivateThread', id })),
  ...HARBOR.privateThreads.flatMap(({ messages }) =>
    messages.map(({ id }) => ({ __typename: 'PrivateMessage', id })),
  ),
  { __typename: 'Thread', id: ROLLOUT.thread },
  { __typename: 'Participant', id: ROLLOUT.deliveryAgent },
  { __typename: 'Participant', id: ROLLOUT.deliveryLead },
];
const SHARED_ENTITIES = [
  { __typename: 'Team', id: ROLLOUT.team },
  { __typename: 'Thread', id: ROLLOUT.thread },
  { __typename: 'Participant', id: ROLLOUT.customerOpsAgent },
  { __typename: 'Company', slug: 'acme' },
  ...(SHARED_SCENARIO.teams[0]?.threads[0]?.messages.map(({ id }) => ({ __typename: 'Message', id })) ?? []),
];

/** Promise: each subgraph, asked directly and past every gateway, verifies for itself and gives nothing on anybody's word. */
describe('subgraphs asked directly', () => {
  let network: TestNetwork;
  beforeAll(async () => {
    network = await startTestNetwork();
  });
  afterAll(async () => {
    await network[Symbol.asyncDispose]();
  });

  const harborDocument = entitiesDocument(contractSdl(), HARBOR_ENTITIES);
  const sharedDocument = entitiesDocument(sharedSdl(), SHARED_ENTITIES);
  const workspaceQuery = {
    query: '{ workspace { agents { instructions } privateThreads { nodes { slug } } knowledge { title } } }',
  };

  const askHarbor = (headers: Record<string, string>, body: unknown = harborDocument) =>
    post(`${network.companyUrl('harbor')}/graphql`, body, headers);
  const askShared = (headers: Record<string, string>, body: unknown = sharedDocument) =>
    post(`${network.sharedUrl}/graphql`, body, headers);

  const HARBOR_AUDIENCE = 'agent-network:company:harbor';
  const lead = callerOf('harbor', 'delivery-lead');

  it('refuses whoever brings no passport for it, the SDL included', async () => {
    const { credentials } = network;
    const past = Math.floor(Date.now() / 1000) - 100;
    const passports = [
      undefined,
      'garbage',
      await credentials.passport('harbor', 'agent-network:company:acme', lead),
      await credentials.passport('harbor', 'agent-network:shared', lead),
      await credentials.passport('harbor', HARBOR_AUDIENCE, lead, { exp: past, iat: past - 60 }),
      await credentials.passport('harbor', HARBOR_AUDIENCE, lead, { exp: past + 86_400 }),
      await credentials.passport('harbor', HARBOR_AUDIENCE, lead, { iss: 'agent-network:shared' }),
      await credentials.callerToken('harbor', lead),
      await credentials.attestation('harbor', 'harbor', [ROLLOUT.team]),
    ];
    for (const passport of passports) {
      for (const body of [
        harborDocument,
        workspaceQuery,
        { query: '{ _service { sdl } }' },
        { query: '{ __schema { types { name } } }' },
      ]) {
        const reply = await askHarbor(
          passport === undefined
            ? {}
            : {
                [PASSPORT_HEADER]: passport,
                authorization: `Bearer ${await network.tokenOf('harbor', 'delivery-lead')}`,
              },
          body,
        );
        expect([reply.status, reply.json]).toEqual([
          401,
          { errors: [expect.objectContaining({ extensions: { code: 'UNAUTHENTICATED' } })] },
        ]);
      }
    }
  });

  it('refuses the shared layer’s data likewise, and to an outsider gives only nulls', async () => {
    const { credentials } = network;
    const visitor = callerOf('outsider', 'visitor');
    const wrong = await askShared({
      [PASSPORT_HEADER]: await credentials.passport('acme', HARBOR_AUDIENCE, visitor),
    });
    expect(wrong.status).toBe(401);
    const outsider = await askShared({
      [PASSPORT_HEADER]: await credentials.passport('outsider', 'agent-network:shared', visitor),
    });
    expect(outsider.json).toEqual({ data: { _entities: SHARED_ENTITIES.map(() => null) } });
    const member = await askShared({
      [PASSPORT_HEADER]: await credentials.passport('harbor', 'agent-network:shared', lead),
    });
    expect(foundIn(member.text, sharedStrings()).length).toBeGreaterThan(10);
  });

  it('opens private data to passport and own token together, and to neither alone', async () => {
    const passport = await network.credentials.passport('harbor', HARBOR_AUDIENCE, lead);
    const tokens = [
      null,
      await network.tokenOf('acme', 'project-lead'),
      await network.tokenOf('harbor', 'fde'),
      await network.tokenOf('harbor', 'delivery-lead', { exp: 1_700_000_000, iat: 1_600_000_000 }),
      await network.tokenOf('harbor', 'delivery-lead', { aud: 'agent-network:gateway' }),
      await network.tokenOf('harbor', 'delivery-lead', { kind: 'agent' }),
    ];
    for (const token of tokens) {
      const headers = {
        [PASSPORT_HEADER]: passport,
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      };
      const entities = await askHarbor(headers);
      expect(foundIn(entities.text, [...ownStrings('harbor'), ...privateStrings('harbor')])).toEqual([]);
      expect((await askHarbor(headers, workspaceQuery)).json).toEqual({ data: { workspace: null } });
    }
    const own = await askHarbor({
      [PASSPORT_HEADER]: passport,
      authorization: `Bearer ${await network.tokenOf('harbor', 'delivery-lead')}`,
    });
    expect(own.json.errors).toBeUndefined();
    expect(ownStrings('harbor').filter((text) => foundIn(own.text, [text]).length === 0)).toEqual([]);
  });

  it('opens what is published to a foreign caller with an attestation for the right team, and no field more', async () => {
    const { credentials } = network;
    const passport = await credentials.passport('acme', HARBOR_AUDIENCE);
    const headers = {
      [PASSPORT_HEADER]: passport,
      [ATTESTATION_HEADER]: await credentials.attestation('acme', 'harbor', [ROLLOUT.team]),
    };
    const reply = await askHarbor(headers);
    expect(foundIn(reply.text, privateStrings('harbor'))).toEqual([]);
    expect(reply.text).toContain('Keeps the rollout plan and its open risks up to date.');
    const traced = await askHarbor({ ...headers, 'apollo-federation-include-trace': 'ftv1' }, workspaceQuery);
    expect(traced.json).toEqual({ data: { workspace: null } });
  });

  it('opens nothing on an attestation that is missing, forged, stale, or for another team or company', async () => {
    const { credentials } = network;
    const past = Math.floor(Date.now() / 1000) - 100;
    const forged = await credentials.passport('acme', 'agent-network:company:harbor', undefined, {
      teams: [ROLLOUT.team],
    });
    const attestations = [
      null,
      'garbage',
      forged,
      await credentials.attestation('acme', 'harbor', []),
      await credentials.attestation('acme', 'harbor', [OTHER_TEAM]),
      await credentials.attestation('acme', 'nimbus', [ROLLOUT.team]),
      await credentials.attestation('nimbus', 'harbor', [ROLLOUT.team]),
      await credentials.attestation('acme', 'harbor', [ROLLOUT.team], { iss: 'agent-network:gateway' }),
      await credentials.attestation('acme', 'harbor', [ROLLOUT.team], { exp: past, iat: past - 60 }),
      await credentials.attestation('acme', 'harbor', [ROLLOUT.team], { exp: past + 86_400 }),
    ];
    const passport = await credentials.passport('acme', HARBOR_AUDIENCE);
    const own = await network.tokenOf('harbor', 'delivery-lead');
    for (const attestation of attestations) {
      for (const token of [{}, { authorization: `Bearer ${own}` }]) {
        const reply = await askHarbor({
          [PASSPORT_HEADER]: passport,
          ...token,
          ...(attestation === null ? {} : { [ATTESTATION_HEADER]: attestation }),
        });
        expect(reply.json.errors).toBeUndefined();
        expect(foundIn(reply.text, [...ownStrings('harbor'), ...privateStrings('harbor')])).toEqual([]);
      }
    }
  });

  it('hands the registry to gateways only, and attests only what is so', async () => {
    const { credentials } = network;
    const registry = async (authorization: string | null) =>
      fetch(
        `${network.sharedUrl}/registry`,
        authorization === null ? {} : { headers: { authorization: `Bearer ${authorization}` } },
      );
    expect((await registry(await credentials.gatewayToken())).status).toBe(200);
    const wrong = [
      null,
      'garbage',
      await network.tokenOf('acme', 'project-lead'),
      await credentials.passport('acme', 'agent-network:shared', lead),
      await credentials.gatewayToken({ aud: 'x' }),
    ];
    for (const token of wrong) expect((await registry(token)).status).toBe(401);

    const attest = async (company: string, audience: string) =>
      post(
        `${network.sharedUrl}/attestations`,
        { audience },
        {
          [PASSPORT_HEADER]: await credentials.passport(
            company,
            'agent-network:shared',
            callerOf('acme', 'project-lead'),
          ),
        },
      );
    expect(await attest('acme', 'harbor')).toMatchObject({
      status: 200,
      json: { attestation: expect.any(String) },
    });
    for (const [company, audience] of [
      ['nimbus', 'harbor'],
      ['outsider', 'acme'],
      ['acme', 'nimbus'],
      ['acme', 'nowhere'],
    ] as const) {
      expect((await attest(company, audience)).json).toMatchObject({ attestation: null });
    }
  });
});
