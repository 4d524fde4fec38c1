import { once } from 'node:events';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startCannedNetwork, type CannedNetwork } from '#test/testkit/canned-network.ts';
import { startLocalServer, type LocalServer } from '#test/testkit/local-server.ts';
import type { Reply } from '#test/testkit/network.ts';
import { httpAnswer, type RawAnswering } from '#test/testkit/raw-program.ts';
import { agentsOf, codesOf, expectHarborAlone, POISON, QUESTION, withoutAgentsOf } from './kit/question.ts';

const MEGABYTE = 1_048_576;
const PIECE = Buffer.alloc(MEGABYTE, ' ');
const JSON_TYPE = 'content-type: application/json';

let network: CannedNetwork;
let well: { readonly acme: Reply; readonly nimbus: Reply };
/** Where Harbor would send the gateway to. */
let elsewhere: LocalServer;
let wentElsewhere = 0;
beforeAll(async () => {
  elsewhere = await startLocalServer((_, response) => {
    wentElsewhere += 1;
    response.end(`{"data":{"_entities":[{"agent":{"name":"${POISON}"}}]}}`);
  });
  network = await startCannedNetwork({
    subgraphTimeoutMs: 3000,
    breakerFailures: 100_000,
    maxAnswerBytes: 2 * MEGABYTE,
    coalesce: false,
  });
  well = { acme: await network.ask('acme', QUESTION), nimbus: await network.ask('nimbus', QUESTION) };
}, 90_000);
afterAll(async () => {
  await network[Symbol.asyncDispose]();
  await elsewhere[Symbol.asyncDispose]();
});
afterEach(() => {
  for (const socket of network.companies.harbor.sockets) socket.destroy();
  network.heal();
});

const say =
  (bytes: string | Buffer): RawAnswering =>
  (_, socket) => {
    socket.write(bytes);
    return undefined;
  };
const headed = (status: string, ...headers: string[]) =>
  say([`HTTP/1.1 ${status}`, ...headers, '', ''].join('\r\n'));

/** Goes on saying it for as long as anybody listens, and no faster than it is read. */
async function goOn(socket: Socket, piece: string | Buffer, pauseMs = 0): Promise<void> {
  while (!socket.destroyed) {
    // A listener who cuts the line is what this is about.
    if (!socket.write(piece)) await once(socket, 'drain').catch(() => socket.destroy());
    await new Promise((done) => setTimeout(done, pauseMs));
  }
}
const forever =
  (head: string, piece: string | Buffer, pauseMs = 0): RawAnswering =>
  (_, socket) => {
    socket.write(head);
    void goOn(socket, piece, pauseMs);
    return undefined;
  };

const CHUNKED = `HTTP/1.1 200 OK\r\n${JSON_TYPE}\r\ntransfer-encoding: chunked\r\n\r\n`;
const INVALID = ['SUBGRAPH_INVALID_RESPONSE'];
const UNAVAILABLE = ['SUBGRAPH_UNAVAILABLE'];
const TIMEOUT = ['SUBGRAPH_TIMEOUT'];
const bomb = gzipSync(Buffer.alloc(100 * MEGABYTE, ' '));
const compressed = (encoding: string) =>
  say(
    Buffer.concat([
      Buffer.from(`HTTP/1.1 200 OK\r\n${JSON_TYPE}\r\n${encoding}content-length: ${bomb.length}\r\n\r\n`),
      bomb,
    ]),
  );

const hostile: [string, RawAnswering, readonly string[]][] = [
  [
    '100 MB, as it says',
    forever(`HTTP/1.1 200 OK\r\n${JSON_TYPE}\r\ncontent-length: ${100 * MEGABYTE}\r\n\r\n`, PIECE),
    INVALID,
  ],
  [
    '100 MB, as it does not say',
    forever(CHUNKED, Buffer.concat([Buffer.from('100000\r\n'), PIECE, Buffer.from('\r\n')])),
    INVALID,
  ],
  [
    'an answer without a length or an end',
    forever(`HTTP/1.1 200 OK\r\n${JSON_TYPE}\r\n\r\n`, PIECE),
    INVALID,
  ],
  ['a byte now and then', forever(CHUNKED, '1\r\n \r\n', 100), TIMEOUT],
  ['a gzip bomb', compressed('content-encoding: gzip\r\n'), INVALID],
  [
    'a gzip bomb behind another encoding',
    compressed('content-encoding: identity\r\ncontent-encoding: gzip\r\n'),
    INVALID,
  ],
  ['a gzip bomb that says nothing of it', compressed(''), INVALID],
  [
    'an encoding that nobody knows',
    say(httpAnswer('{"data":{"_entities":[]}}', [JSON_TYPE, 'content-encoding: x'])),
    INVALID,
  ],
  [
    'a page',
    say(httpAnswer(`{"data":{"_entities":[{"agent":{"name":"${POISON}"}}]}}`, ['content-type: text/html'])),
    INVALID,
  ],
  ['nothing, and that all is well', headed('204 No Content'), INVALID],
  ['that it has not changed', headed('304 Not Modified'), INVALID],
  [
    'another protocol',
    headed('101 Switching Protocols', 'connection: upgrade', 'upgrade: websocket'),
    UNAVAILABLE,
  ],
  [
    'interim answers and no end',
    forever('', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'.repeat(100), 20),
    TIMEOUT,
  ],
  ['headers and no end', forever('HTTP/1.1 200 OK\r\n', `x-more: ${'x'.repeat(1000)}\r\n`), INVALID],
  ['a header of 64 kB', headed('200 OK', `x-long: ${'x'.repeat(65_536)}`, 'content-length: 0'), INVALID],
  [
    'a length and chunks',
    say(`${CHUNKED.replace('\r\n\r\n', '\r\ncontent-length: 5\r\n\r\n')}5\r\n{"a":\r\n0\r\n\r\n`),
    INVALID,
  ],
  ['two lengths', headed('200 OK', 'content-length: 5', 'content-length: 50'), UNAVAILABLE],
  ['a length that is no number', headed('200 OK', 'content-length: 0x10'), INVALID],
  [
    'less than it says',
    (_, socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"data"'),
    UNAVAILABLE,
  ],
  [
    'half of it, and cuts the line',
    (_, socket) => void socket.write(`${CHUNKED}4\r\n{"da`, () => socket.resetAndDestroy()),
    UNAVAILABLE,
  ],
  ['nothing, and cuts the line', (_, socket) => void socket.resetAndDestroy(), UNAVAILABLE],
  ...[301, 302, 303, 307, 308].map((status): [string, RawAnswering, readonly string[]] => [
    `to ask elsewhere, with ${String(status)}`,
    (_, socket) =>
      void socket.write(
        `HTTP/1.1 ${String(status)} Elsewhere\r\nlocation: ${elsewhere.url}\r\ncontent-length: 0\r\n\r\n`,
      ),
    UNAVAILABLE,
  ]),
];

describe('a company’s hostile HTTP', () => {
  it.each(hostile)('says %s', async (_what, answering, codes) => {
    network.companies.harbor.answering = answering;
    await expectHarborAlone(network, well, codes);
    expect(wentElsewhere).toBe(0);
    network.companies.harbor.answering = network.well.harbor;
    // Nothing of it is left over: not in a connection, not in a lane.
    expect((await network.ask('acme', QUESTION)).json).toEqual(well.acme.json);
  });

  it('that says more than it was asked puts nothing into the answers that follow', async () => {
    const smuggled = httpAnswer(`{"data":{"_entities":[{"agent":{"name":"${POISON}"}}]}}`);
    network.companies.harbor.answering = async (asked, socket) => {
      const answer = JSON.stringify(await network.well.harbor(asked, socket));
      socket.write(httpAnswer(answer) + smuggled);
      return undefined;
    };
    for (let turn = 0; turn < 6; turn += 1)
      for (const company of ['acme', 'nimbus'] as const) {
        const reply = await network.ask(company, QUESTION);
        expect(reply.text).not.toContain(POISON);
        expect(withoutAgentsOf('harbor', reply)).toEqual(withoutAgentsOf('harbor', well[company]));
      }
  });

  it('that says more than its length costs the rest of what it says, and no more', async () => {
    network.companies.harbor.answering = async (asked, socket) => {
      socket.write(`${httpAnswer(JSON.stringify(await network.well.harbor(asked, socket)))}${POISON}`);
      return undefined;
    };
    for (let turn = 0; turn < 6; turn += 1) {
      const reply = await network.ask('acme', QUESTION);
      expect([[], UNAVAILABLE, INVALID]).toContainEqual(codesOf(reply));
      expect(agentsOf('acme', reply)).toEqual(agentsOf('acme', well.acme));
    }
  });

  it('without an end, twenty times at once, leaves the memory as it was', async () => {
    const before = process.memoryUsage().rss;
    network.companies.harbor.answering = forever(`HTTP/1.1 200 OK\r\n${JSON_TYPE}\r\n\r\n`, PIECE);
    const replies = await Promise.all(Array.from({ length: 20 }, () => network.ask('acme', QUESTION)));
    // On a busy machine the time may be up before the size is reached.
    for (const reply of replies) expect([INVALID, TIMEOUT]).toContainEqual(codesOf(reply));
    // Twenty answers of 2 MB at the most; what never ends would be more than this within the time.
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * MEGABYTE);
    expect(network.companies.harbor.sockets.size).toBeLessThanOrEqual(20);
  });
});
