import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { openStream, type StreamEvent, type TestStream } from '../testkit/event-stream.ts';
import { startTestNetwork, type TestNetwork } from '../testkit/network.ts';

/** What leaves the gateway on a stream is a company's own, and ends when its right to it ends. */
let network: TestNetwork;
let team: string;
let thread: string;
const open: TestStream[] = [];

beforeAll(async () => {
  network = await startTestNetwork();
  const token = await tokenOf('acme');
  const { json } = await network.ask(token, '{ teams { nodes { id threads { nodes { id } } } } }');
  const [first] = (json.data as { teams: { nodes: { id: string; threads: { nodes: { id: string }[] } }[] } })
    .teams.nodes;
  team = first?.id ?? '';
  thread = first?.threads.nodes[0]?.id ?? '';
});
afterAll(async () => {
  for (const stream of open) stream.close();
  await network[Symbol.asyncDispose]();
});

const LEADS: Readonly<Record<string, string>> = {
  acme: 'project-lead',
  harbor: 'delivery-lead',
  outsider: 'visitor',
};
const tokenOf = (company: string, overrides = {}) =>
  network.tokenOf(company, LEADS[company] ?? 'lead', overrides);

const THREAD = `subscription ($id: ID!, $after: String) { threadEvents(threadId: $id, after: $after) {
  __typename cursor event { kind sequence } message { body author { displayName agent { id name instructions } } } } }`;

async function follow(
  company: string,
  query = THREAD,
  variables: Record<string, unknown> = { id: thread },
  overrides = {},
) {
  const headers = { authorization: `Bearer ${await tokenOf(company, overrides)}` };
  const stream = await openStream(`${network.gatewayUrl}/graphql`, query, variables, headers);
  open.push(stream);
  // Only what comes after it has begun to follow is new to it.
  await new Promise((resolve) => setTimeout(resolve, 400));
  return stream;
}

async function post(company: string, body: string) {
  const { text } = await network.ask(
    await tokenOf(company),
    'mutation ($input: PostMessageInput!) { postMessage(input: $input) { message { id } userErrors { message } } }',
    { input: { threadId: thread, body, idempotencyKey: crypto.randomUUID() } },
  );
  expect(text).toContain('"userErrors":[]');
}

const codeOf = (event: StreamEvent | null | undefined) => event?.data?.errors?.[0]?.extensions?.['code'];
const bodyOf = (event: StreamEvent | null) =>
  (event?.data?.data as { threadEvents: { message: { body: string } } } | undefined)?.threadEvents.message
    .body;

describe('streams', () => {
  it('bring both companies what is posted, at once', async () => {
    const [acme, harbor] = [await follow('acme'), await follow('harbor')];
    await post('harbor', 'live at last');
    for (const stream of [acme, harbor]) {
      const event = await stream.next();
      expect(event?.data?.errors).toBeUndefined();
      expect(bodyOf(event)).toBe('live at last');
    }
  });

  it('are read by the client of graphql-sse', async () => {
    const client = createSseClient({
      url: `${network.gatewayUrl}/graphql`,
      headers: { authorization: `Bearer ${await tokenOf('acme')}` },
    });
    const events = client.iterate({ query: THREAD, variables: { id: thread } });
    const next = events.next();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await post('harbor', 'by sse');
    expect(JSON.stringify(await next)).toContain('by sse');
    await events.return?.();
    const once = client.iterate({ query: '{ me { subject } }' });
    expect(JSON.stringify((await once.next()).value)).toContain('"me"');
    client.dispose();
  });

  it('are read by the client of graphql-ws', async () => {
    const client = createSocketClient({
      url: `${network.gatewayUrl.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${await tokenOf('acme')}` },
      retryAttempts: 0,
    });
    const events = client.iterate({ query: THREAD, variables: { id: thread } });
    const next = events.next();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await post('harbor', 'by ws');
    expect(JSON.stringify(await next)).toContain('by ws');
    await events.return?.();
    const once = client.iterate({ query: '{ me { subject } }' });
    expect(JSON.stringify((await once.next()).value)).toContain('"me"');
    await client.dispose();
  });

  it('are nobody’s without a token that holds', async () => {
    const url = `${network.gatewayUrl}/graphql`;
    expect((await openStream(url, THREAD, { id: thread }, {})).status).toBe(401);
    const client = createSocketClient({
      url: url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: {},
      retryAttempts: 0,
    });
    const events = client.iterate({ query: THREAD, variables: { id: thread } });
    await expect(events.next()).rejects.toMatchObject({ code: 4403 });
  });

  it('of an outsider end as those of what does not exist', async () => {
    const outsider = await follow('outsider', THREAD, { id: thread, after: after(0) });
    const missing = await follow('outsider', THREAD, { id: 'thr_01JQ00000000000000000000XX' });
    const [ends, others] = [await outsider.rest(), await missing.rest()];
    expect(ends).toEqual(others);
    expect(codeOf(ends[0])).toBe('ACCESS_ENDED');
  });

  it('end within a second of the token', async () => {
    const exp = Math.floor(Date.now() / 1000) + 3;
    const stream = await follow('acme', THREAD, { id: thread }, { exp });
    const end = await stream.next();
    expect(codeOf(end)).toBe('TOKEN_EXPIRED');
    expect(Date.now()).toBeGreaterThanOrEqual(exp * 1000);
    expect(Date.now()).toBeLessThan((exp + 1) * 1000);
    expect((await stream.next())?.event).toBe('complete');
  });

  it('end within a second of the membership, for that company alone', async () => {
    const [acme, harbor] = [
      await follow('acme', 'subscription ($id: ID!) { teamEvents(teamId: $id) { event { kind } } }', {
        id: team,
      }),
      await follow('harbor', 'subscription ($id: ID!) { teamEvents(teamId: $id) { event { kind } } }', {
        id: team,
      }),
    ];
    const { text } = await network.ask(
      await tokenOf('harbor'),
      'mutation ($input: LeaveTeamInput!) { leaveTeam(input: $input) { userErrors { message } } }',
      { input: { teamId: team } },
    );
    expect(text).toContain('"userErrors":[]');
    const left = Date.now();
    const events = await harbor.rest();
    expect(codeOf(events.at(-2))).toBe('ACCESS_ENDED');
    expect(Date.now() - left).toBeLessThan(1000);
    expect(JSON.stringify(await acme.next())).toContain('COMPANY_LEFT');
    await post('acme', 'after you had gone');
    const sealed = await follow('harbor', THREAD, { id: thread, after: after(0) });
    expect(JSON.stringify(await sealed.rest())).not.toContain('after you had gone');
  });
});

const after = (sequence: number) => Buffer.from(`seq:${String(sequence)}`).toString('base64url');
