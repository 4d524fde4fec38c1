import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';

const CASE = `id summary exposure state settledAt openedBy { ... on Person { displayName } } threadId`;
const OPEN = `mutation ($input: AcmeOpenCaseInput!) { it: acmeOpenCase(input: $input) {
  case { ${CASE} } userErrors { code path } } }`;
/** A thread that Acme need not see for a case of its own behind it. */
const ELSEWHERE = 'thr_01JQ0000000000000000000000';

/** The worked example: a realm of Acme's own, through the gateway. */
describe("Acme's realm", () => {
  let network: TestNetwork;
  beforeAll(async () => {
    network = await startTestNetwork();
  });
  afterAll(async () => {
    await network[Symbol.asyncDispose]();
  });

  async function ask(subject: string, query: string, variables = {}): Promise<Record<string, unknown>> {
    const { json } = await network.ask(await network.tokenOf('acme', subject), query, variables);
    expect(json.errors).toBeUndefined();
    return json.data ?? {};
  }

  it('stands beside the shared thread in one answer', async () => {
    const query = `{ thread(id: "${ROLLOUT.thread}") { title notes { body } acmeCase { ${CASE} } }
      acmeCases { nodes { ${CASE} } } }`;
    const { thread, acmeCases } = await ask('project-lead', query);
    const expected = {
      ...{ id: expect.stringMatching(/^acmecase_/), state: 'OPEN', settledAt: null },
      summary: expect.stringContaining('Bluebird'),
      exposure: expect.stringContaining('180,000 EUR'),
      openedBy: { displayName: 'Dana Whitfield' },
      threadId: ROLLOUT.thread,
    };
    expect(thread).toMatchObject({ title: 'Rollout status', acmeCase: expected });
    expect(acmeCases).toEqual({ nodes: [expected] });
  });

  it('is read by Acme’s agents and written by its people', async () => {
    const input = { threadId: ELSEWHERE, summary: 'Another matter' };
    expect(await ask('customer-ops-agent', '{ acmeCases { nodes { summary } } }')).toMatchObject({
      acmeCases: { nodes: [{ summary: expect.stringContaining('Bluebird') }] },
    });
    expect(await ask('customer-ops-agent', OPEN, { input })).toEqual({
      it: { case: null, userErrors: [{ code: 'NOT_PERMITTED', path: null }] },
    });
    const { it: opened } = await ask('support-lead', OPEN, { input });
    expect(opened).toMatchObject({
      case: {
        summary: 'Another matter',
        exposure: null,
        openedBy: { displayName: 'Ruben Castillo' },
        threadId: ELSEWHERE,
      },
      userErrors: [],
    });
    expect(await ask('project-lead', OPEN, { input })).toEqual({
      it: { case: null, userErrors: [{ code: 'CONFLICT', path: ['input', 'threadId'] }] },
    });
    expect(await ask('project-lead', OPEN, { input: { threadId: 'x', summary: '' } })).toMatchObject({
      it: { case: null, userErrors: [{ code: 'INVALID_INPUT' }, { code: 'INVALID_INPUT' }] },
    });
  });

  it('is listed by pages and by state, and settled once', async () => {
    const page =
      'query ($after: String) { acmeCases(first: 1, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }';
    const first = (await ask('project-lead', page))['acmeCases'] as {
      nodes: { id: string }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
    expect(first.pageInfo.hasNextPage).toBe(true);
    const after = first.pageInfo.endCursor;
    expect(await ask('project-lead', page, { after })).toMatchObject({
      acmeCases: { pageInfo: { hasNextPage: false } },
    });
    const settle = `mutation ($caseId: ID!) { it: acmeSettleCase(input: { caseId: $caseId }) {
      case { state settledAt } userErrors { code } } }`;
    const caseId = first.nodes[0]?.id;
    const done = await ask('project-lead', settle, { caseId });
    expect(done).toMatchObject({ it: { case: { state: 'SETTLED', settledAt: expect.any(String) } } });
    expect(await ask('support-lead', settle, { caseId })).toEqual(done);
    expect(await ask('support-lead', settle, { caseId: "' OR 1=1 --" })).toEqual({
      it: { case: null, userErrors: [{ code: 'NOT_FOUND' }] },
    });
    const listed = await ask(
      'project-lead',
      '{ o: acmeCases(state: OPEN) { nodes { id } } s: acmeCases(state: SETTLED) { nodes { id } } }',
    );
    expect(listed).toMatchObject({ o: { nodes: [{}] }, s: { nodes: [{ id: caseId }] } });
  });
});
