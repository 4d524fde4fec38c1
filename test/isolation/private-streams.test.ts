import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request as send } from 'node:http';
import { createClient as createSocketClient } from 'graphql-ws';
import { getIntrospectionQuery, isObjectType } from 'graphql';
import { WebSocket } from 'ws';
import { COMPANY_SCENARIOS } from '#cli/scenario/companies.ts';
import { SOON_MS } from '#test/testkit/soon.ts';
import { schemaOf, selectEverything } from '../testkit/every-field.ts';
import { openStream, type StreamEvent, type TestStream } from '../testkit/event-stream.ts';
import { startLocalServer, type LocalServer } from '../testkit/local-server.ts';
import { startTestNetwork, type TestNetwork } from '../testkit/network.ts';
import { foundIn, privateStrings } from '../testkit/secrets.ts';

/** A company's internal threads are followed by its own callers, at its own program, and by nobody else in any way. */
let network: TestNetwork;
/** Stands before Nimbus's program, and counts what that is asked. */
let door: LocalServer;
let asked = 0;
const open: TestStream[] = [];

beforeAll(async () => {
  door = await startLocalServer((request, response) => {
    asked += 1;
    const { method, headers, url } = request;
    const to = `${network.companyUrl('nimbus')}${url ?? ''}`;
    const passed = send(to, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(passed);
  });
  network = await startTestNetwork({ subgraphUrls: { nimbus: `${door.url}/graphql` } });
});
afterAll(async () => {
  for (const stream of open) stream.close();
  await network[Symbol.asyncDispose]();
  await door[Symbol.asyncDispose]();
});

const ACME = COMPANY_SCENARIOS.acme.privateThreads[0]?.id ?? '';
const HARBOR = COMPANY_SCENARIOS.harbor.privateThreads[0]?.id ?? '';
const MISSING = ACME.slice(0, -6) + '000000';
const LEADS: Readonly<Record<string, string>> = {
  acme: 'project-lead',
  harbor: 'delivery-lead',
  nimbus: 'platform-lead',
  outsider: 'visitor',
};
const tokenOf = (company: string, overrides = {}) =>
  network.tokenOf(company, LEADS[company] ?? '', overrides);
const after = (sequence: number) => Buffer.from(`seq:${String(sequence)}`).toString('base64url');

const EVENTS = `subscription ($id: ID!, $after: String) { privateThreadEvents(privateThreadId: $id, after: $after) {
  cursor sequence kind actor { ... on Person { id displayName } } message { body author { ... on Person { displayName } } }
  thread { title } } }`;

interface Live {
  readonly cursor: string;
  readonly sequence: number;
  readonly kind: string;
  readonly message: { readonly body: string } | null;
}

const codeOf = (event: StreamEvent | null | undefined) => event?.data?.errors?.[0]?.extensions?.['code'];
function live(event: StreamEvent | null): Live {
  const item = event?.data?.data?.['privateThreadEvents'];
  if (!item) throw new Error(`no event in ${JSON.stringify(event)}`);
  return item as Live;
}

async function follow(token: string, id: string, from?: string, query = EVENTS) {
  const headers = { authorization: `Bearer ${token}` };
  const stream = await openStream(`${network.gatewayUrl}/graphql`, query, { id, after: from }, headers);
  open.push(stream);
  return stream;
}

/** Follows from now on: only what comes after it has begun is new to it. */
async function listen(token: string, id: string) {
  const stream = await follow(token, id);
  await new Promise((resolve) => setTimeout(resolve, 400));
  return stream;
}

async function change(token: string, verb: string, input: object): Promise<void> {
  const type = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input!`;
  const { text } = await network.ask(
    token,
    `mutation ($input: ${type}) { ${verb}(input: $input) { userErrors { code } } }`,
    { input },
  );
  expect(text).toContain('"userErrors":[]');
}

async function post(company: string, threadId: string, body: string): Promise<void> {
  const input = { threadId, body, idempotencyKey: crypto.randomUUID() };
  await change(await tokenOf(company), 'postPrivateMessage', input);
}

describe('a company’s own stream', () => {
  it('brings its callers what is posted, with all that was asked for beside it', async () => {
    const stream = await listen(await tokenOf('acme'), ACME);
    await post('acme', ACME, 'between ourselves');
    const event = await stream.next();
    expect(event?.data?.errors).toBeUndefined();
    const dana = COMPANY_SCENARIOS.acme.people.find(({ subject }) => subject === 'project-lead');
    expect(event?.data?.data?.['privateThreadEvents']).toMatchObject({
      kind: 'MESSAGE_POSTED',
      actor: { id: dana?.id, displayName: dana?.displayName },
      message: { body: 'between ourselves', author: { displayName: dana?.displayName } },
      thread: { title: COMPANY_SCENARIOS.acme.privateThreads[0]?.title },
    });
  });

  it('is read by sockets too, and ends there with the socket’s own close code', async () => {
    const exp = Math.floor(Date.now() / 1000) + 4;
    const closes: number[] = [];
    const client = createSocketClient({
      url: `${network.gatewayUrl.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${await tokenOf('acme', { exp })}` },
      retryAttempts: 0,
      on: { closed: (event) => void closes.push((event as { code: number }).code) },
    });
    const events = client.iterate({ query: EVENTS, variables: { id: ACME, after: after(0) } });
    const first = (await events.next()).value as { data: { privateThreadEvents: Live } };
    expect(first.data.privateThreadEvents.kind).toBe('THREAD_CREATED');
    while (Date.now() < exp * 1000 + 1000 && closes.length === 0)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(closes).toEqual([4403]);
    await client.dispose();
  });

  it('goes on after its cursor when the company’s program was started anew: nothing lost, nothing doubled', async () => {
    const bodies = Array.from({ length: 12 }, (_, index) => `while it changes ${String(index)}`);
    const token = await tokenOf('harbor');
    let stream = await listen(token, HARBOR);
    const seen: Live[] = [];
    for (const body of bodies.slice(0, 4)) await post('harbor', HARBOR, body);
    while (seen.length < 2) seen.push(live(await stream.next()));
    await network.restart('harbor', async () => {
      const end = (await stream.rest()).map(codeOf).filter((code) => code !== undefined);
      expect(end).toEqual(['SERVER_DRAINING']);
    });
    for (const body of bodies.slice(4, 8)) await post('harbor', HARBOR, body);
    stream = await follow(token, HARBOR, seen.at(-1)?.cursor);
    for (const body of bodies.slice(8)) await post('harbor', HARBOR, body);
    while (seen.length < bodies.length) seen.push(live(await stream.next()));
    expect(seen.map(({ message }) => message?.body)).toEqual(bodies);
    expect(seen.map(({ sequence }) => sequence - (seen[0]?.sequence ?? 0))).toEqual(
      bodies.map((_, index) => index),
    );
    expect(await stream.isSilent(300)).toBe(true);
  });

  it('breaks off with its program, and goes on when that is back', async () => {
    const token = await tokenOf('harbor');
    const first = await follow(token, HARBOR, after(0));
    const { cursor, sequence } = live(await first.next());
    first.close();
    await network.restart('harbor', async () => {
      const meanwhile = await (await follow(token, HARBOR, cursor)).rest();
      expect(meanwhile.map(codeOf)).toEqual(['SUBGRAPH_UNAVAILABLE', undefined]);
    });
    expect(live(await (await follow(token, HARBOR, cursor)).next()).sequence).toBe(sequence + 1);
  });

  it('ends within a second of the token, and of the right to read', async () => {
    const exp = Math.floor(Date.now() / 1000) + 3;
    const expiring = await follow(await tokenOf('acme', { exp }), ACME);
    expect(codeOf(await expiring.next())).toBe('TOKEN_EXPIRED');
    expect(Date.now()).toBeGreaterThanOrEqual(exp * 1000);
    expect(Date.now()).toBeLessThan(exp * 1000 + SOON_MS);
    const agent = COMPANY_SCENARIOS.acme.agents.find(({ subject }) => subject === 'customer-ops-agent');
    const listening = await listen(await network.tokenOf('acme', 'customer-ops-agent'), ACME);
    const paused = { agentId: agent?.id, paused: true };
    await change(await tokenOf('acme'), 'updateAgent', paused);
    const start = Date.now();
    const ends = await listening.rest();
    expect(Date.now() - start).toBeLessThan(SOON_MS);
    expect(ends.map(codeOf)).toEqual(['ACCESS_ENDED', undefined]);
    await change(await tokenOf('acme'), 'updateAgent', { ...paused, paused: false });
  });
});

describe('another company’s internal thread', () => {
  it('is followed like one that never was: same words, same end, no event, and nobody else is asked', async () => {
    const answers = new Set<string>();
    for (const company of ['acme', 'harbor', 'outsider'])
      for (const id of [company === 'acme' ? HARBOR : ACME, MISSING, 'pth_acme_', 'no id', '']) {
        const stream = await follow(await tokenOf(company), id, after(0));
        answers.add(JSON.stringify(await stream.rest()));
      }
    expect([...answers]).toHaveLength(1);
    expect([...answers][0]).toContain('ACCESS_ENDED');
    const before = asked;
    const theirs = (COMPANY_SCENARIOS.nimbus.privateThreads[0] ?? { id: '' }).id;
    await (await follow(await tokenOf('acme'), theirs, after(0))).rest();
    expect(asked).toBe(before);
  });

  it('takes as long as one that never was', async () => {
    const token = await tokenOf('harbor');
    const times: Record<string, number[]> = { [ACME]: [], [MISSING]: [] };
    for (let round = 0; round < 15; round += 1)
      for (const id of [ACME, MISSING]) {
        const start = performance.now();
        await (await follow(token, id, after(0))).rest();
        times[id]?.push(performance.now() - start);
      }
    const median = (id: string) => times[id]?.sort((one, other) => one - other)[7] ?? 0;
    expect(median(ACME) / median(MISSING)).toBeGreaterThan(0.4);
    expect(median(ACME) / median(MISSING)).toBeLessThan(2.5);
  });

  it('shows nothing of what goes on there, over every field of a stream', async () => {
    for (const company of ['acme', 'harbor', 'outsider'] as const) {
      const { json } = await network.ask(await tokenOf(company), getIntrospectionQuery());
      const schema = schemaOf(json.data);
      const type = schema.getType('PrivateThreadEvent');
      if (!isObjectType(type)) throw new Error('the view has no streams');
      const query = `subscription ($id: ID!, $after: String) {
        privateThreadEvents(privateThreadId: $id, after: $after) ${selectEverything(schema, type, ARGUMENTS).text} }`;
      const token = await tokenOf(company);
      const others = (['acme', 'harbor', 'nimbus'] as const).filter((one) => one !== company);
      const secrets = others.flatMap(privateStrings);
      for (const id of [ACME, HARBOR]) {
        const stream = await follow(token, id, after(0), query);
        const isOwn = id.startsWith(`pth_${company}_`);
        const events = isOwn ? [await stream.next(), await stream.next()] : await stream.rest();
        if (isOwn) expect(events.map((event) => event?.data?.errors)).toEqual([undefined, undefined]);
        else expect(events.map(codeOf)).toEqual(['ACCESS_ENDED', undefined]);
        expect(foundIn(JSON.stringify(events), secrets)).toEqual([]);
      }
    }
  });
});

const ARGUMENTS = { 'Workspace.viewAs': 'company: "harbor", teamId: "tem_01JQ00000000000000000000XX"' };

describe('a company that follows nothing live', () => {
  it('says so, and its callers hear it', async () => {
    const before = asked;
    for (const id of [ACME, COMPANY_SCENARIOS.nimbus.privateThreads[0]?.id ?? '']) {
      const events = await (await follow(await tokenOf('nimbus'), id)).rest();
      expect(events.map(codeOf)).toEqual(['SUBSCRIPTION_NOT_SERVED', undefined]);
    }
    expect(asked).toBe(before + 2);
  });
});
