import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createFollowers, THREAD_EVENTS, type Followers } from '#test/testkit/followers.ts';
import { NO_RATES } from '#test/testkit/gateway-settings.ts';
import { startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';
import { connectSocket, joinSocket, type RawSocket } from '#test/testkit/raw-socket.ts';

/** GraphQL over WebSocket as clients meet it that keep to the protocol, and as those that do not. */
let network: TestNetwork;
let followers: Followers;
const MOST = 5;

beforeAll(async () => {
  network = await startTestNetwork({ gateway: { rates: { ...NO_RATES, callerStreams: MOST } } });
  followers = await createFollowers(network);
}, 60_000);
afterAll(async () => {
  followers.close();
  await network[Symbol.asyncDispose]();
});

const join = async (company = 'acme', overrides = {}) =>
  joinSocket(network.gatewayUrl, await followers.tokenOf(company, overrides));
const subscribe = async (socket: RawSocket, id: string) =>
  socket.send({
    type: 'subscribe',
    id,
    payload: { query: THREAD_EVENTS, variables: { id: followers.thread, after: await followers.cursor() } },
  });
const ask = (socket: RawSocket, id: string, query: string, variables = {}) =>
  socket.send({ type: 'subscribe', id, payload: { query, variables } });

const POST =
  'mutation ($input: PostMessageInput!) { postMessage(input: $input) { message { body } userErrors { message } } }';
const QUIET = 'subscription ($id: ID!) { threadEvents(threadId: $id) { cursor } }';

describe('a connection', () => {
  it.each<[string, number, (socket: RawSocket) => void]>([
    ['asks before it says who asks', 4401, (socket) => ask(socket, '1', '{ me { subject } }')],
    ['says nothing', 4408, () => undefined],
    ['has no token', 4403, (socket) => socket.send({ type: 'connection_init' })],
    [
      'has a bad one',
      4403,
      (socket) => socket.send({ type: 'connection_init', payload: { authorization: 'Bearer a.b.c' } }),
    ],
    [
      'has a strange one',
      4403,
      (socket) => socket.send({ type: 'connection_init', payload: { authorization: [1] } }),
    ],
    ['says no JSON', 4400, (socket) => socket.send('{')],
    ['says what is no message', 4400, (socket) => socket.send({ type: 'hello' })],
  ])('that %s is closed with %i', async (_, code, misbehave) => {
    const socket = await connectSocket(network.gatewayUrl);
    misbehave(socket);
    expect((await socket.closed).code).toBe(code);
  });

  it('that says twice who asks is closed with 4429', async () => {
    const socket = await join();
    socket.send({ type: 'connection_init' });
    expect((await socket.closed).code).toBe(4429);
  });

  it('may bring its token in a header', async () => {
    const authorization = `Bearer ${await followers.tokenOf('acme')}`;
    const socket = await connectSocket(network.gatewayUrl, { authorization });
    socket.send({ type: 'connection_init' });
    expect((await socket.next())?.type).toBe('connection_ack');
    socket.socket.close();
  });

  it('hears that it is heard, of its own words and of the wire', async () => {
    const socket = await join();
    socket.send({ type: 'ping', payload: { at: 1 } });
    expect(await socket.next()).toEqual({ type: 'pong', payload: { at: 1 } });
    socket.socket.ping('still there');
    expect(String((await once(socket.socket, 'pong'))[0])).toBe('still there');
    socket.socket.close();
  });

  it('ends with its token, whether or not anything runs on it', async () => {
    const exp = Math.floor(Date.now() / 1000) + 3;
    const [idle, busy] = [await join('acme', { exp }), await join('acme', { exp })];
    await subscribe(busy, '1');
    expect(await busy.next()).toMatchObject({
      type: 'next',
      id: '1',
      payload: { errors: [{ extensions: { code: 'TOKEN_EXPIRED' } }] },
    });
    expect(await busy.closed).toEqual({ code: 4403, reason: 'TOKEN_EXPIRED' });
    expect(await idle.closed).toEqual({ code: 4403, reason: 'TOKEN_EXPIRED' });
    expect(Date.now()).toBeGreaterThanOrEqual(exp * 1000);
    expect(Date.now()).toBeLessThan(exp * 1000 + 1500);
  });
});

describe('operations on a socket', () => {
  it('may be queries and mutations', async () => {
    const socket = await join();
    ask(socket, 'q', '{ me { subject } }');
    expect(await socket.next()).toEqual({
      type: 'next',
      id: 'q',
      payload: { data: { me: { subject: 'project-lead' } } },
    });
    expect(await socket.next()).toEqual({ type: 'complete', id: 'q' });
    const input = { threadId: followers.thread, body: 'over a socket', idempotencyKey: crypto.randomUUID() };
    ask(socket, 'm', POST, { input });
    expect(await socket.next()).toMatchObject({
      type: 'next',
      payload: { data: { postMessage: { message: { body: 'over a socket' }, userErrors: [] } } },
    });
    expect(await socket.next()).toEqual({ type: 'complete', id: 'm' });
    socket.socket.close();
  });

  it('keep the errors of an answer beside its data, and their codes', async () => {
    await network.stopCompany('nimbus');
    const socket = await join('nimbus');
    ask(socket, '1', '{ me { subject } workspace { agents { name } } }');
    expect(await socket.next()).toMatchObject({
      type: 'next',
      payload: {
        data: { me: { subject: 'platform-lead' }, workspace: null },
        errors: [{ path: ['workspace'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }],
      },
    });
    expect((await socket.next())?.type).toBe('complete');
    socket.socket.close();
  });

  it.each([
    ['is no GraphQL', '{', 'GRAPHQL_PARSE_FAILED'],
    ['does not fit the schema', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'says not which operation',
      'query A { me { subject } } query B { me { subject } }',
      'OPERATION_RESOLUTION_FAILURE',
    ],
  ])('that %s are an error before they run', async (_, query, code) => {
    const socket = await join();
    ask(socket, '1', query);
    const message = await socket.next();
    expect([message?.type, message?.id]).toEqual(['error', '1']);
    expect(message?.payload).toMatchObject([{ extensions: { code } }]);
    // And the id may be used again.
    ask(socket, '1', '{ me { subject } }');
    expect((await socket.next())?.type).toBe('next');
    socket.socket.close();
  });

  it.each(['1', 'x'.repeat(5000)])('of one id close it with 4409', async (id) => {
    const socket = await join();
    await subscribe(socket, id);
    await subscribe(socket, id);
    expect((await socket.closed).code).toBe(4409);
  });

  it('are so many at the most, and those that run go on', async () => {
    const socket = await join('harbor');
    for (let number = 0; number < MOST; number += 1) await subscribe(socket, String(number));
    ask(socket, 'more', '{ me { subject } }');
    expect(await socket.next()).toMatchObject({
      type: 'error',
      id: 'more',
      payload: [{ extensions: { code: 'TOO_MANY_STREAMS' } }],
    });
    await followers.post('acme', 'to those that run');
    const ids = [];
    for (let number = 0; number < MOST; number += 1) ids.push((await socket.next())?.id);
    expect(ids.sort()).toEqual(['0', '1', '2', '3', '4']);
    socket.socket.close();
  });

  it.each(['at once', 'when they have begun'])(
    'that are given up %s let go of their streams',
    async (when) => {
      const socket = await join('harbor');
      for (let number = 0; number < MOST * 4; number += 1) {
        ask(socket, String(number), QUIET, { id: followers.thread });
        if (when !== 'at once') await new Promise((resolve) => setTimeout(resolve, 100));
        socket.send({ type: 'complete', id: String(number) });
        if (when === 'at once') await new Promise((resolve) => setTimeout(resolve, 100));
      }
      await subscribe(socket, 'the last');
      await new Promise((resolve) => setTimeout(resolve, 300));
      await followers.post('acme', 'once more');
      expect(await socket.next()).toMatchObject({ type: 'next', id: 'the last' });
      socket.socket.close();
    },
  );

  it('let go of their streams with the socket', async () => {
    for (let time = 0; time < 3; time += 1) {
      const socket = await join('harbor');
      for (let number = 0; number < MOST; number += 1) await subscribe(socket, String(number));
      await new Promise((resolve) => setTimeout(resolve, 200));
      await followers.post('acme', 'again');
      for (let number = 0; number < MOST; number += 1) expect((await socket.next())?.type).toBe('next');
      socket.socket.terminate();
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  });
});
