import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TEAM, TEST_TIME, testId } from '../testkit/acme-scenario.ts';
import { startSharingScene, type SharingScene } from '../testkit/sharing-scene.ts';
import type { Json } from '../testkit/test-company.ts';

let scene: SharingScene;
const change: SharingScene['change'] = (...args) => scene.change(...args);
const entity: SharingScene['entity'] = (...args) => scene.entity(...args);

beforeAll(async () => {
  scene = await startSharingScene();
});

beforeEach(() => scene.acme.sharedLayer.answerWith({ outcome: 'done' }));

afterAll(() => scene.stop());

const hidden = { agentId: testId('agt', 'AHDDN'), teamId: TEAM };

describe('the ledger', () => {
  const page = async (args: string, headers = scene.admin(), inside = 'nodes { id kind state }') => {
    const { data, errors } = await scene.acme.ask(
      await headers,
      `{ workspace { disclosures${args} { ${inside} } } }`,
    );
    expect(errors).toBeUndefined();
    return (data?.['workspace'] as { disclosures: Json | null } | null)?.disclosures;
  };

  it('names everything that was made visible, newest first, and turns pages', async () => {
    const everything = (await page('(first: 100)')) as { nodes: { id: string }[] };
    expect(everything.nodes.map(({ id }) => id)).toEqual(
      expect.arrayContaining([testId('par', 'SHARED'), testId('shr', 'SREVKED')]),
    );
    const ids: string[] = [];
    for (let after = ''; ;) {
      const inside = 'nodes { id } pageInfo { endCursor hasNextPage }';
      const next = (await page(`(first: 4${after})`, scene.admin(), inside)) as {
        nodes: { id: string }[];
        pageInfo: { endCursor: string; hasNextPage: boolean };
      };
      ids.push(...next.nodes.map(({ id }) => id));
      after = `, after: "${next.pageInfo.endCursor}"`;
      if (!next.pageInfo.hasNextPage) break;
    }
    expect(ids).toEqual(everything.nodes.map(({ id }) => id));
    const last = (await page('(last: 2)')) as { nodes: { id: string }[] };
    expect(last.nodes.map(({ id }) => id)).toEqual(ids.slice(-2));
  });

  it('is narrowed by team, kind, state and reader', async () => {
    const nodes = async (filter: string) =>
      ((await page(`(first: 100, filter: { ${filter} })`)) as { nodes: Json[] }).nodes;
    const shares = await nodes(`kind: SHARE, activeOnly: true, teamId: "${TEAM}"`);
    expect(shares.map(({ id }) => id).sort()).toEqual(
      [testId('shr', 'SAGENT'), testId('shr', 'STHREAD')].sort(),
    );
    const expired = await nodes(`state: ENDED, kind: PARTICIPANT`);
    expect(expired.map(({ id }) => id)).toContain(testId('par', 'AEXPRED'));
    expect(await nodes('company: "nimbus"')).toEqual([]);
  });

  it('counts what other companies were given, once a request, and not what they were not', async () => {
    const [id, before] = [testId('par', 'ASHARED'), testId('par', 'REVKED')];
    await scene.db.disclosureRead.deleteMany();
    await entity('Participant', id, 'a: agent { name } b: agent { purpose } person { title }');
    await entity('Agent', testId('agt', 'ASHARED'), 'name');
    await entity('Participant', before, 'person { title }');
    await entity('Share', testId('shr', 'STHREAD'), 'content { __typename }');
    await entity('Share', testId('shr', 'SREVKED'), 'content { __typename }');
    await entity('Participant', id, 'agent { name }', scene.admin());
    await scene.acme.ask(
      await scene.admin(),
      `{ workspace { viewAs(company: "harbor", teamId: "${TEAM}") { company } } }`,
    );
    const counted = async () =>
      (await scene.db.disclosureRead.findMany({ orderBy: { disclosureId: 'asc' } })).map((row) => [
        row.disclosureId,
        row.company,
        row.count,
      ]);
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(await counted()).toEqual([
      [id, 'harbor', 2],
      [testId('shr', 'STHREAD'), 'harbor', 1],
    ]);
    const lines = (await page(
      '(first: 100, filter: { company: "harbor" })',
      scene.admin(),
      'nodes { id readCounts { company count lastAt } }',
    )) as { nodes: Json[] };
    expect(lines.nodes).toContainEqual({
      id,
      readCounts: [{ company: 'harbor', count: 2, lastAt: new Date(TEST_TIME).toISOString() }],
    });
  });

  it('is for the company’s people alone, and so is every act in it', async () => {
    const before = await page('(first: 100)');
    for (const headers of [scene.agent, scene.harbor, scene.nobody]) {
      expect((await page('', headers())) ?? null).toBeNull();
      const view = await scene.acme.ask(
        await headers(),
        `{ workspace { viewAs(company: "harbor", teamId: "${TEAM}") { entities { id } } } }`,
      );
      expect((view.data?.['workspace'] as Json | null)?.['viewAs'] ?? null).toBeNull();
    }
    const inputs: readonly (readonly [string, object])[] = [
      ['bringToTeam', hidden],
      ['withdrawFromTeam', { participantId: testId('par', 'ASHARED') }],
      ['createShare', { target: { agentId: hidden.agentId }, fields: ['NAME'], teamId: TEAM }],
      ['revokeShare', { shareId: testId('shr', 'STHREAD') }],
      [
        'escalate',
        {
          privateThreadId: testId('pth', 'T1'),
          teamId: TEAM,
          title: 'x',
          messageIds: [testId('pms', 'T1M1')],
        },
      ],
    ];
    const sent = scene.acme.sharedLayer.seen.length;
    for (const [name, input] of inputs) {
      expect(await change(name, input, scene.agent())).toMatchObject({
        disclosure: null,
        userErrors: [{ code: 'NOT_PERMITTED' }],
      });
      for (const headers of [scene.harbor, scene.nobody])
        expect(await change(name, input, headers())).toBeNull();
    }
    expect(scene.acme.sharedLayer.seen).toHaveLength(sent);
    expect(await page('(first: 100)')).toEqual(before);
  });

  it('shows what another company sees through a team, and nothing for what is no company', async () => {
    const view = async (company: string, teamId = TEAM) => {
      const query = `{ workspace { viewAs(company: "${company}", teamId: "${teamId}") { company entities { id type fields { path value } } } } }`;
      return ((await scene.acme.ask(await scene.admin(), query)).data?.['workspace'] as Json)['viewAs'];
    };
    expect(await view('harbor')).toMatchSnapshot();
    expect(await view('harbor', testId('tem', 'ABSENT'))).toEqual({ company: 'harbor', entities: [] });
    for (const nobody of ['acme', 'no company']) expect(await view(nobody)).toBeNull();
  });
});
