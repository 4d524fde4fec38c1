import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACME } from '#cli/scenario/acme.ts';
import { HARBOR } from '#cli/scenario/harbor.ts';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';

const MISSING = '01JQZX5T8E7W3N6K9M2P4R5S6T';
const STRANGE = [
  '',
  ' ',
  'thr_',
  `thr_${MISSING}\u0000`,
  `THR_${MISSING}`,
  "' OR 1=1 --",
  '__proto__',
  'é'.repeat(500),
  '../thr',
  '{}',
  '%00',
];

/** Promise: an id opens nothing. Private, missing and forbidden look exactly alike: null, and not a word of why. */
describe('forged and swapped ids', () => {
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

  const THREAD =
    'query Thread($id: ID!) { thread(id: $id) { id title notes { body } messages(first: 5) { nodes { body } } } }';
  const TEAM =
    'query Team($id: ID, $slug: String) { team(id: $id, slug: $slug) { id name participants { displayName agent { name } } } }';
  const COMPANY = 'query Company($slug: String!) { company(slug: $slug) { slug name } }';

  it('opens a thread for its members only, and says the same of a missing one', async () => {
    const existing = await ask('outsider', 'visitor', THREAD, { id: ROLLOUT.thread });
    const missing = await ask('outsider', 'visitor', THREAD, { id: `thr_${MISSING}` });
    expect(existing.text).toBe(missing.text);
    expect(existing.text).toBe('{"data":{"thread":null}}');
    const member = await ask('acme', 'project-lead', THREAD, { id: ROLLOUT.thread });
    expect(member.json.data).toMatchObject({ thread: { id: ROLLOUT.thread } });
  });

  it('opens a team for its members only, by id and by slug alike', async () => {
    for (const variables of [
      { id: ROLLOUT.team },
      { slug: 'acme-rollout' },
      { id: `tem_${MISSING}` },
      { slug: 'nothing-here' },
    ]) {
      const { text } = await ask('nimbus', 'platform-lead', TEAM, variables);
      expect(text).toBe('{"data":{"team":null}}');
    }
  });

  it('shows a company’s card to those who share a team with it, and no sign of the others', async () => {
    const cards = await Promise.all(
      ['acme', 'harbor', 'nowhere'].map((slug) => ask('nimbus', 'platform-lead', COMPANY, { slug })),
    );
    expect(new Set(cards.map(({ text }) => text))).toEqual(new Set(['{"data":{"company":null}}']));
    expect((await ask('acme', 'project-lead', COMPANY, { slug: 'harbor' })).json.data).toEqual({
      company: { slug: 'harbor', name: 'Harbor' },
    });
    expect((await ask('acme', 'project-lead', COMPANY, { slug: 'nimbus' })).json.data).toEqual({
      company: null,
    });
  });

  it('takes an id of another kind or owner for a missing one', async () => {
    const others = [
      ACME.agents[0]?.id,
      HARBOR.privateThreads[0]?.id,
      HARBOR.agents[1]?.id,
      ROLLOUT.team,
      ROLLOUT.deliveryAgent,
      ROLLOUT.thread.replace('thr_', 'thr_acme_'),
      ROLLOUT.thread.toLowerCase(),
    ];
    for (const id of others) {
      const { text } = await ask('acme', 'project-lead', THREAD, { id });
      expect(text).toBe('{"data":{"thread":null}}');
    }
  });

  it.each(STRANGE)('survives the strange id %j', async (id) => {
    const thread = await ask('acme', 'project-lead', THREAD, { id });
    expect([thread.status, thread.text]).toEqual([200, '{"data":{"thread":null}}']);
    const team = await ask('acme', 'project-lead', TEAM, { slug: id });
    expect([team.status, team.text]).toEqual([200, '{"data":{"team":null}}']);
    const company = await ask('acme', 'project-lead', COMPANY, { slug: id });
    expect([company.status, company.text]).toEqual([200, '{"data":{"company":null}}']);
  });

  it('reads nothing out of cursors of another list', async () => {
    const list =
      'query List($after: String) { team(slug: "acme-rollout") { threads(first: 1, after: $after) { nodes { slug } } } }';
    for (const after of [
      'garbage',
      Buffer.from(`id:${ROLLOUT.team}`).toString('base64url'),
      Buffer.from('seq:-1').toString('base64url'),
    ]) {
      const { json } = await ask('acme', 'project-lead', list, { after });
      expect(json.errors).toEqual([
        expect.objectContaining({
          message: '"after" is not a cursor of this list.',
          extensions: { code: 'BAD_USER_INPUT' },
        }),
      ]);
    }
  });
});
