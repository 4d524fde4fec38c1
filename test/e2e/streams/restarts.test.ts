import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BEGUN_MS,
  codeOf,
  createFollowers,
  THREAD_EVENTS,
  told,
  type Followers,
} from '#test/testkit/followers.ts';
import { startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';
import { joinSocket } from '#test/testkit/raw-socket.ts';

/** Whatever ends a stream, its reader goes on from its last cursor and misses nothing. */
let network: TestNetwork;
let followers: Followers;

beforeAll(async () => {
  network = await startTestNetwork();
  followers = await createFollowers(network);
}, 60_000);
afterAll(async () => {
  followers.close();
  await network[Symbol.asyncDispose]();
});

const MESSAGES = 30;

/** Posts one message after another, each as often as it takes until it is answered. */
async function write(marker: string): Promise<void> {
  const token = await followers.tokenOf('harbor');
  for (let number = 0; number < MESSAGES; number += 1) {
    const idempotencyKey = crypto.randomUUID();
    for (let answered = false; !answered;) {
      const input = { threadId: followers.thread, body: `${marker} ${String(number)}`, idempotencyKey };
      const reply = await network.ask(token, POST, { input }).catch(() => null);
      answered = reply?.text.includes('"userErrors":[]') === true;
      await pause(answered ? 10 : 50);
    }
  }
}

const POST = 'mutation ($input: PostMessageInput!) { postMessage(input: $input) { userErrors { message } } }';
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Reads until the last message, from the last cursor again whenever the stream ends. */
async function read(marker: string, onFirst: () => void) {
  const seen: string[] = [];
  const ends: unknown[] = [];
  let after = await followers.cursor();
  let stream = await reopened(after);
  onFirst();
  while (seen.at(-1) !== `${marker} ${String(MESSAGES - 1)}`) {
    const event = await stream.next(20_000);
    if (event?.event === 'next' && codeOf(event) === undefined) {
      const { cursor, body } = told(event);
      after = cursor;
      if (body?.startsWith(marker)) seen.push(body);
      continue;
    }
    ends.push(codeOf(event) ?? event?.event ?? null);
    if (event?.event === 'next') continue;
    stream = await reopened(after);
  }
  stream.close();
  return { seen, ends };
}

async function reopened(after: string) {
  for (;;) {
    const stream = await followers
      .follow('acme', THREAD_EVENTS, { id: followers.thread, after })
      .catch(() => null);
    if (stream?.status === 200) return stream;
    await pause(50);
  }
}

describe.each(['gateway', 'shared'] as const)('while the program "%s" starts again', (program) => {
  it('a reader that goes on from its last cursor gets everything once, in order', async () => {
    const marker = `${program} ${crypto.randomUUID()}`;
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const reading = read(marker, () => begin());
    await begun;
    const writing = write(marker);
    await pause(300);
    await network.restart(program, () => pause(300));
    await writing;
    const { seen, ends } = await reading;
    expect(seen).toEqual(Array.from({ length: MESSAGES }, (_, number) => `${marker} ${String(number)}`));
    expect(ends).toContain('SERVER_DRAINING');
  }, 60_000);
});

describe('a gateway that stops', () => {
  it('tells every reader so at once, by both transports, and where to go on', async () => {
    const stream = await followers.follow('acme');
    const socket = await joinSocket(network.gatewayUrl, await followers.tokenOf('harbor'));
    const payload = { query: THREAD_EVENTS, variables: { id: followers.thread } };
    socket.send({ type: 'subscribe', id: '1', payload });
    socket.send({ type: 'subscribe', id: '2', payload });
    await pause(BEGUN_MS);
    await followers.post('acme', 'the last before the end');
    expect(told(await stream.next()).cursor).not.toBe('');
    expect([await socket.next(), await socket.next()].map((message) => message?.type)).toEqual([
      'next',
      'next',
    ]);
    const started = Date.now();
    await network.restart('gateway', async () => {
      // Nobody reads on slowly here: it need not wait for its drain time.
      expect(Date.now() - started).toBeLessThan(3000);
      expect((await stream.rest()).map((event) => codeOf(event) ?? event.event)).toEqual([
        'SERVER_DRAINING',
        'complete',
      ]);
      const last = [await socket.next(), await socket.next(), await socket.next(), await socket.next()];
      expect(last.map((message) => [message?.id, message?.type]).sort()).toEqual([
        ['1', 'complete'],
        ['1', 'next'],
        ['2', 'complete'],
        ['2', 'next'],
      ]);
      expect(JSON.stringify(last)).toContain('SERVER_DRAINING');
      expect(await socket.closed).toEqual({ code: 1001, reason: 'Going away' });
    });
  }, 30_000);
});
