import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { USUAL_RATES, type Rates } from '#gateway/limits/rate-table.ts';
import { changeSettings } from '#subgraphs/shared/registry/company-administration.ts';
import { openDatabase } from '#subgraphs/shared/database.ts';
import { createFollowers, THREAD_EVENTS, type Followers } from '#test/testkit/followers.ts';
import { openStream } from '#test/testkit/event-stream.ts';
import { post, startTestNetwork, type Reply, type TestNetwork } from '#test/testkit/network.ts';
import { joinSocket } from '#test/testkit/raw-socket.ts';

/**
 * Promise: what one company asks for is nothing to another. No header, error or refusal tells it of another's use, and
 * however much one asks, every request of the others is answered.
 */
const RATES: Rates = {
  ...USUAL_RATES,
  ...{ requestsPerSecond: 1, requestBurst: 100, callerRequestsPerSecond: 1, callerRequestBurst: 60 },
};
const ME = '{ me { subject } }';
let network: TestNetwork;
let followers: Followers;

beforeAll(async () => {
  network = await startTestNetwork({ gateway: { rates: RATES, strangers: { perSecond: 1, burst: 30 } } });
  followers = await createFollowers(network);
}, 120_000);
afterAll(async () => {
  followers.close();
  await network[Symbol.asyncDispose]();
});

const ask = async (company: string, subject: string, query = ME, headers = {}) =>
  post(
    `${network.gatewayUrl}/graphql`,
    { query },
    { authorization: `Bearer ${await network.tokenOf(company, subject)}`, ...headers },
  );
const errorOf = ({ json }: Reply) => json.errors?.[0];
const codeOf = (reply: Reply) => errorOf(reply)?.extensions?.['code'];
const stateOf = ({ headers }: Reply) => headers.get('ratelimit');

/** Asks until it is refused; the refusal, and how many were answered before. */
async function exhaust(company: string, subject: string): Promise<{ answered: number; refused: Reply }> {
  for (let answered = 0; answered < 1000; answered += 1) {
    const reply = await ask(company, subject);
    if (reply.status !== 200) return { answered, refused: reply };
  }
  throw new Error('nothing was refused');
}

describe('a company that asks for too much', () => {
  it('is refused with the limit and when to come back, and the others are told the same as before', async () => {
    const before = await ask('harbor', 'delivery-lead');
    // What the set-up asked for as this caller comes back by one a second.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const { refused, answered } = await exhaust('acme', 'project-lead');
    expect(answered).toBeGreaterThanOrEqual(60);
    expect(refused.status).toBe(429);
    expect(errorOf(refused)).toEqual({
      message: 'Too much was asked in a short time. Try again later.',
      extensions: { code: 'RATE_LIMITED', limit: 'callerRequestsPerSecond', retryAfterSeconds: 1 },
    });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(stateOf(refused)).toMatch(/^"callerRequestsPerSecond";r=0;t=(?:59|60)$/);
    // Harbor has asked once more itself; what it is told is of that alone.
    const after = await ask('harbor', 'delivery-lead');
    expect([before, after].map(stateOf)).toEqual([
      // A second after a request it is as if there had been none.
      expect.stringMatching(/^"callerRequestsPerSecond";r=(?:59|60);t=[01]$/),
      expect.stringMatching(/^"callerRequestsPerSecond";r=(?:58|59|60);t=[012]$/),
    ]);
    expect(after.headers.get('ratelimit-policy')).toBe(refused.headers.get('ratelimit-policy'));
    expect(JSON.stringify([...after.headers, after.text])).not.toMatch(/acme|project/);
  });

  it('leaves every request of the others unrefused, whatever is refused of its own', async () => {
    const noise = Promise.all(
      Array.from({ length: 400 }, (_, n) => ask('acme', n % 2 ? 'project-lead' : 'customer-ops-agent')),
    );
    const others = await Promise.all(
      ['harbor delivery-lead', 'nimbus platform-lead', 'outsider visitor'].flatMap((who) => {
        const [company = '', subject = ''] = who.split(' ');
        return Array.from({ length: 40 }, () => ask(company, subject));
      }),
    );
    expect(new Set(others.map(({ status }) => status))).toEqual(new Set([200]));
    expect(others.filter(({ json }) => json.errors !== undefined)).toEqual([]);
    const codes = (await noise).map((reply) => codeOf(reply) ?? 'answered');
    expect(codes.filter((code) => code === 'RATE_LIMITED').length).toBeGreaterThan(300);
    expect(new Set(codes)).toEqual(new Set(['RATE_LIMITED', 'answered']));
  });

  it('is refused by its company’s limit where each of its callers keeps to its own', async () => {
    const { refused } = await exhaust('acme', 'customer-ops-agent');
    expect(errorOf(refused)?.extensions?.['limit']).toMatch(/^(?:callerR|r)equestsPerSecond$/);
    const { refused: own, answered } = await exhaust('nimbus', 'platform-agent');
    expect(answered).toBeGreaterThan(0);
    expect(errorOf(own)?.extensions?.['limit']).toMatch(/^(?:callerR|r)equestsPerSecond$/);
  });

  it('is refused before a long body is read, and its connection ends', async () => {
    const long = `${ME} # ${'x'.repeat(60_000)}`;
    const authorization = `Bearer ${await network.tokenOf('acme', 'project-lead')}`;
    const send = (query: string) => post(`${network.gatewayUrl}/graphql`, { query }, { authorization });
    // Of a token that it has not seen before it has yet to find out whose it is.
    await send(ME);
    await exhaust('acme', 'project-lead');
    const refused = await send(long);
    expect([refused.status, codeOf(refused)]).toEqual([429, 'RATE_LIMITED']);
    expect(refused.headers.get('connection')).toBe('close');
  });

  it('is refused on a stream with the same words', async () => {
    const authorization = `Bearer ${await network.tokenOf('acme', 'project-lead')}`;
    await exhaust('acme', 'project-lead');
    const response = await fetch(`${network.gatewayUrl}/graphql`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: ME }),
    });
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(JSON.parse(await response.text())).toMatchObject({
      errors: [{ extensions: { code: 'RATE_LIMITED' } }],
    });
  });

  it('is refused on a socket operation by operation, and the socket lives', async () => {
    const token = await network.tokenOf('acme', 'project-lead');
    const socket = await joinSocket(network.gatewayUrl, token);
    const variables = { id: followers.thread, after: null };
    const send = (id: string, query: string) =>
      socket.send({ type: 'subscribe', id, payload: { query, variables } });
    await exhaust('acme', 'project-lead');
    send('1', THREAD_EVENTS);
    expect(await socket.next()).toMatchObject({
      ...{ id: '1', type: 'error' },
      payload: [{ extensions: { code: 'RATE_LIMITED', limit: expect.any(String) } }],
    });
    await new Promise((resolve) => setTimeout(resolve, 1200));
    send('2', ME);
    expect(await socket.next()).toMatchObject({ id: '2', type: 'next' });
    socket.socket.terminate();
  });
});

describe('requests of nobody', () => {
  it('are counted by address, and refuse nobody who has a token', async () => {
    const url = `${network.gatewayUrl}/graphql`;
    const forged = { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.AA', 'x-forwarded-for': '' };
    const statuses: number[] = [];
    for (let n = 0; n < 60; n += 1) {
      const headers = { ...forged, 'x-forwarded-for': `198.51.100.${n}` };
      statuses.push((await post(url, { query: ME }, n % 2 ? headers : {})).status);
    }
    expect(statuses.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 401));
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(20);
    const refused = await post(url, { query: ME });
    expect(errorOf(refused)?.extensions).toMatchObject({
      ...{ code: 'RATE_LIMITED', limit: 'anonymousRequestsPerSecond' },
    });
    expect(refused.headers.get('ratelimit')).toBeNull();
    // From the same address, with a token that has not been seen before.
    expect((await ask('harbor', 'fde')).status).toBe(200);
  });
});

describe('a company’s own limits', () => {
  it('are its own alone, and hold as soon as the operator has set them', async () => {
    const database = openDatabase(network.databases.get('shared')?.runtimeUrl ?? '');
    await changeSettings(database, 'outsider', { limits: { callerRequestBurst: 5000, requestBurst: 6000 } });
    await changeSettings(database, 'harbor', { limits: { callerStreams: 1 } });
    await database.$disconnect();
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const reply = await ask('outsider', 'visitor');
      if (reply.headers.get('ratelimit-policy')?.includes('q=5000;')) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const [theirs, others] = [await ask('outsider', 'visitor'), await ask('harbor', 'fde')];
    expect(theirs.headers.get('ratelimit-policy')).toContain('"callerRequestsPerSecond";q=5000;w=5000');
    expect(others.headers.get('ratelimit-policy')).toContain('"callerRequestsPerSecond";q=60;w=60');
  });

  it('of open streams are named where they are reached', async () => {
    const authorization = `Bearer ${await network.tokenOf('harbor', 'delivery-lead')}`;
    const url = `${network.gatewayUrl}/graphql`;
    const from = { id: followers.thread, after: null };
    const open = () => openStream(url, THREAD_EVENTS, from, { authorization });
    const first = await open();
    const accept = 'text/event-stream';
    const second = await post(url, { query: THREAD_EVENTS, variables: from }, { authorization, accept });
    expect([first.status, second.status]).toEqual([200, 429]);
    expect(errorOf(second)?.extensions).toEqual({ code: 'TOO_MANY_STREAMS', limit: 'callerStreams' });
    first.close();
  });
});
