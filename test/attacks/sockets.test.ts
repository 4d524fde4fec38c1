import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { NO_RATES } from '#test/testkit/gateway-settings.ts';
import { startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';
import { openRaw, sendRaw } from '#test/testkit/raw-http.ts';
import { connectSocket, joinSocket, type SocketMessage } from '#test/testkit/raw-socket.ts';
import { leaksOf, watchLogs } from './kit/leaks.ts';
import { HONEST, servesOn } from './kit/posts.ts';

const MOST = 50;
let network: TestNetwork;
let token: string;
beforeAll(async () => {
  network = await startTestNetwork({
    gateway: { rates: { ...NO_RATES, callerStreams: MOST }, maxStreams: 100 },
  });
  token = await network.tokenOf('acme', 'project-lead');
}, 120_000);
afterAll(async () => network[Symbol.asyncDispose]());

const INBOX = 'subscription { inbox { cursor } }';
const EVIL = 'https://attacker.test';
const KEY = 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13';

async function nextOf(socket: { next(ms?: number): Promise<SocketMessage | null> }, count: number) {
  const messages: (SocketMessage | null)[] = [];
  while (messages.length < count) messages.push(await socket.next(20_000));
  return messages;
}

/** The code of an "error". */
function codeIn(message: SocketMessage | null): unknown {
  const [first] = (message?.payload ?? []) as { extensions?: { code?: unknown } }[];
  return first?.extensions?.code;
}

describe('a socket from another site’s page', () => {
  it.each([[EVIL], ['null'], ['']])(
    'of origin %j is nobody’s, whatever cookies come with it',
    async (origin) => {
      const socket = await connectSocket(network.gatewayUrl, {
        origin,
        cookie: `token=${token}; authorization=Bearer ${token}`,
      });
      socket.send({ type: 'connection_init' });
      expect((await socket.closed).code).toBe(4403);
      expect(await servesOn(network)).toBe(true);
    },
  );

  it.each<[string, string, number]>([
    ['without a subprotocol', KEY, 101],
    ['with the subprotocol of another library', `${KEY}\r\nsec-websocket-protocol: graphql-ws`, 101],
    ['with a token for its subprotocol', `${KEY}\r\nsec-websocket-protocol: bearer, TOKEN`, 101],
    ['without a key', 'sec-websocket-version: 13\r\nsec-websocket-protocol: graphql-transport-ws', 400],
    ['of another version', `${KEY.replace('13', '7')}\r\nsec-websocket-protocol: graphql-transport-ws`, 400],
    ['to another protocol', 'connection: upgrade', 426],
  ])('%s gets no answer to anything', async (name, headers, status) => {
    const upgrade = name === 'to another protocol' ? 'h2c' : 'websocket';
    const request = `GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: ${upgrade}\r\n${headers.replace('TOKEN', token)}\r\n\r\n`;
    const { text, statuses } = await sendRaw(network.gatewayUrl, request, 500);
    expect(statuses[0] === status || statuses[0] === 400).toBe(true);
    expect(text).not.toContain(token);
    expect(text).not.toMatch(/subject|ack/);
    expect(await servesOn(network)).toBe(true);
  });

  it('to another address is refused', async () => {
    for (const path of ['/', '/auth/token', '/graphql/x', '/ready', '//graphql'])
      expect(
        (
          await sendRaw(
            network.gatewayUrl,
            `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n${KEY}\r\n\r\n`,
          )
        ).statuses,
      ).toEqual([404]);
  });
});

describe('a socket that says too much', () => {
  it('in one frame of 10 MiB is closed with 1009, by its length', async () => {
    const logged = watchLogs(network);
    const socket = await joinSocket(network.gatewayUrl, token);
    socket.send(`{"type":"ping","payload":"${'x'.repeat(10_485_760)}"}`);
    expect((await socket.closed).code).toBe(1009);
    expect(await servesOn(network)).toBe(true);
    expect(logged(['xxxxxxxx'])).toEqual([]);
  });

  it('in ten thousand pieces of one message is closed likewise', async () => {
    const { socket, closed } = await joinSocket(network.gatewayUrl, token);
    const piece = Buffer.alloc(1024, 'x');
    for (let sent = 0; sent < 10_000 && socket.readyState === WebSocket.OPEN; sent += 1)
      socket.send(piece, { fin: false });
    expect([1006, 1009]).toContain((await closed).code);
    expect(await servesOn(network)).toBe(true);
  });

  it.each<[string, string | Buffer, number]>([
    ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe]), 4400],
    ['lists nested without end', '['.repeat(100_000), 4400],
    ['a message of no kind', '{"type":"__proto__"}', 4400],
    ['a message of a prototype', '{"__proto__":{"type":"ping"}}', 4400],
    [
      'an operation without a name for it',
      '{"type":"subscribe","payload":{"query":"{ me { subject } }"}}',
      4400,
    ],
    ['an operation that is no text', '{"type":"subscribe","id":"1","payload":{"query":{"a":1}}}', 4400],
    [
      'variables as text',
      '{"type":"subscribe","id":"1","payload":{"query":"{ me { subject } }","variables":"x"}}',
      4400,
    ],
  ])('%s: is closed with a code of the protocol, and nothing of what it said', async (_, said, code) => {
    const logged = watchLogs(network);
    const { socket, closed } = await joinSocket(network.gatewayUrl, token);
    socket.send(said);
    const { code: came, reason } = await closed;
    expect(came).toBe(code);
    expect(leaksOf({ text: reason, headers: new Headers(), status: 0 })).toEqual([]);
    expect(reason.length).toBeLessThanOrEqual(123);
    expect(logged([token])).toEqual([]);
    expect(await servesOn(network)).toBe(true);
  });

  it('two thousand subscriptions at once gets those that it may have, and a code for each other', async () => {
    const socket = await joinSocket(network.gatewayUrl, token);
    for (let id = 0; id < 2000; id += 1)
      socket.send({ type: 'subscribe', id: String(id), payload: { query: INBOX } });
    const refused = await nextOf(socket, 2000 - MOST);
    const told = refused.map((message) => JSON.stringify([message?.type, codeIn(message)]));
    expect(new Set(told)).toEqual(new Set(['["error","TOO_MANY_STREAMS"]']));
    expect(await servesOn(network)).toBe(true);
    socket.socket.terminate();
    const after = await joinSocket(network.gatewayUrl, await network.tokenOf('harbor', 'fde'));
    after.send({ type: 'subscribe', id: '1', payload: HONEST });
    expect(await after.next()).toMatchObject({ type: 'next', payload: { data: { me: { subject: 'fde' } } } });
    after.socket.close();
  }, 60_000);

  it('the same subscription twice is closed with 4409', async () => {
    const socket = await joinSocket(network.gatewayUrl, token);
    for (const id of ['1', '1']) socket.send({ type: 'subscribe', id, payload: { query: INBOX } });
    expect((await socket.closed).code).toBe(4409);
    expect(await servesOn(network)).toBe(true);
  });

  it('ten thousand pings is answered, and keeps nobody else waiting', async () => {
    const socket = await joinSocket(network.gatewayUrl, token);
    for (let count = 0; count < 10_000; count += 1) socket.send('{"type":"ping"}');
    expect(await servesOn(network)).toBe(true);
    expect(new Set((await nextOf(socket, 10_000)).map((message) => message?.type))).toEqual(
      new Set(['pong']),
    );
    socket.socket.close();
  }, 60_000);
});

describe('sockets that never say who asks', () => {
  it('are not more than there may be, end by themselves, and keep no request waiting', async () => {
    const tried = await Promise.allSettled(
      Array.from({ length: 150 }, () => connectSocket(network.gatewayUrl)),
    );
    const silent = tried.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const refused = tried.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    expect(silent.length).toBeLessThanOrEqual(100);
    expect(new Set(refused)).toEqual(new Set(['Error: Unexpected server response: 503']));
    expect(await servesOn(network)).toBe(true);
    const codes = await Promise.all(silent.map(async ({ closed }) => (await closed).code));
    expect(new Set(codes)).toEqual(new Set([4408]));
    const after = await joinSocket(network.gatewayUrl, token);
    after.socket.close();
  }, 60_000);
});

describe('streams of server-sent events', () => {
  const HEAD = (more: string, body: string) =>
    `POST /graphql HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\ncontent-type: application/json\r\n${more}content-length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`;
  const body = JSON.stringify({ query: INBOX });

  it('are opened for nobody', async () => {
    for (const more of [
      '',
      'authorization: Bearer a.b.c\r\n',
      `cookie: token=${token}\r\n`,
      `last-event-id: 1\r\norigin: ${EVIL}\r\n`,
    ]) {
      const { text } = await sendRaw(network.gatewayUrl, HEAD(`${more}connection: close\r\n`, body));
      expect(text).toMatch(/^HTTP\/1.1 401 /);
      expect(text).not.toMatch(/access-control|event: /);
    }
    expect(await servesOn(network)).toBe(true);
  });

  it('that nobody reads are as many as a caller may have, and no more', async () => {
    const visitor = await network.tokenOf('nimbus', 'platform-lead');
    const more = `authorization: Bearer ${visitor}\r\n`;
    const open = Array.from({ length: MOST * 2 }, () => openRaw(network.gatewayUrl));
    const heads = await Promise.all(
      open.map(
        (socket) =>
          new Promise<string>((resolve) => {
            socket.once('data', (chunk: Buffer) => {
              socket.pause();
              resolve(chunk.toString('latin1').slice(9, 12));
            });
            socket.write(HEAD(more, body));
          }),
      ),
    );
    expect(heads.filter((status) => status === '200')).toHaveLength(MOST);
    expect(heads.filter((status) => status === '429')).toHaveLength(MOST);
    expect(await servesOn(network)).toBe(true);
    open.forEach((socket) => socket.destroy());
  });
});
