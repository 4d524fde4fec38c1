import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createFollowers, type Followers } from '#test/testkit/followers.ts';
import { startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';
import { joinSocket } from '#test/testkit/raw-socket.ts';

/** A reader that stops reading costs a bounded part of the gateway's memory, and nobody else anything. */
let network: TestNetwork;
let followers: Followers;

beforeAll(async () => {
  network = await startTestNetwork({ gateway: { maxAnswerBytes: 50_000_000 } });
  followers = await createFollowers(network);
}, 60_000);
afterAll(async () => {
  followers.close();
  await network[Symbol.asyncDispose]();
});

const POSTS = 50;
/** About a mebibyte of answer for each event, so that the kernel's own buffers are full soon. */
const COPIES = 110;
const BODY = 'x'.repeat(9_500);
const LARGE = `subscription ($id: ID!, $after: String) { threadEvents(threadId: $id, after: $after) {
  cursor message { ${Array.from({ length: COPIES }, (_, copy) => `b${String(copy)}: body`).join(' ')} } } }`;

const variables = async () => ({ id: followers.thread, after: await followers.cursor() });
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function openPaused(asked: object): Promise<IncomingMessage> {
  const posting = request(`${network.gatewayUrl}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${await followers.tokenOf('acme')}`,
    },
  });
  posting.end(JSON.stringify({ query: LARGE, variables: asked }));
  const [answer] = (await once(posting, 'response')) as [IncomingMessage];
  return answer.pause();
}

/** Posts it all, while another reads; gives the numbers that the other was told. */
async function postAll(marker: string): Promise<string[]> {
  const other = await followers.follow('harbor');
  for (let number = 0; number < POSTS; number += 1)
    await followers.post('harbor', `${marker} ${String(number)} ${BODY}`);
  const seen: string[] = [];
  while (seen.length < POSTS) seen.push(...numbersIn(JSON.stringify(await other.next()), marker).slice(0, 1));
  other.close();
  return seen;
}

const numbersIn = (text: string, marker: string) =>
  [...text.matchAll(new RegExp(`b(?:ody|0)":"${marker} (\\d+) `, 'g'))].map(([, number]) => number ?? '');
const ALL = Array.from({ length: POSTS }, (_, number) => String(number));

/** What the log says of the stream that its reader's slowness ended. */
async function endOfSlow(since: number): Promise<{ answers: number }> {
  for (let attempt = 0; attempt < 3000; attempt += 1) {
    const line = network.logs.slice(since).find((text) => text.includes('SLOW_CONSUMER'));
    if (line !== undefined) return JSON.parse(line) as { answers: number };
    await pause(10);
  }
  throw new Error('no stream was ended');
}

/** Goes on from the last cursor in what was read until all has come. */
async function rest(text: string, marker: string): Promise<string[]> {
  const seen = numbersIn(text, marker);
  const after = [...text.matchAll(/"cursor":"([^"]+)"/g)].at(-1)?.[1];
  const stream = await followers.follow('acme', undefined, { id: followers.thread, after });
  while (seen.length < POSTS)
    seen.push(...numbersIn(JSON.stringify(await stream.next()), marker).slice(0, 1));
  stream.close();
  return seen;
}

describe('a reader that stops reading', () => {
  it('server-sent events hears why it was ended, and goes on from its last cursor', async () => {
    const answer = await openPaused(await variables());
    let text = '';
    const read = endOfSlow(network.logs.length).then(async ({ answers }) => {
      answer.on('data', (chunk: Buffer) => (text += chunk.toString('latin1'))).resume();
      await once(answer, 'end');
      return answers;
    });
    expect(await postAll('sse')).toEqual(ALL);
    expect(await read).toBeLessThan(POSTS - 5);
    expect(text.slice(-200)).toContain('SLOW_CONSUMER');
    expect(text).toMatch(/event: complete\ndata: \n\n$/);
    expect(await rest(text, 'sse')).toEqual(ALL);
  }, 60_000);

  it('a socket is closed with 1013, and goes on from its last cursor', async () => {
    const socket = await joinSocket(network.gatewayUrl, await followers.tokenOf('acme'));
    socket.send({ type: 'subscribe', id: '1', payload: { query: LARGE, variables: await variables() } });
    await pause(200);
    socket.socket.pause();
    let text = '';
    const read = endOfSlow(network.logs.length).then(async ({ answers }) => {
      socket.socket.resume();
      for (let message = await socket.next(); message; message = await socket.next())
        text += JSON.stringify(message);
      return answers;
    });
    expect(await postAll('ws')).toEqual(ALL);
    expect(await read).toBeLessThan(POSTS - 5);
    expect(text.slice(-300)).toContain('SLOW_CONSUMER');
    expect(await socket.closed).toEqual({ code: 1013, reason: 'SLOW_CONSUMER' });
    expect(await rest(text, 'ws')).toEqual(ALL);
  }, 60_000);

  it('and never reads again is cut off', async () => {
    const answer = await openPaused(await variables());
    const since = network.logs.length;
    expect(await postAll('gone')).toEqual(ALL);
    await endOfSlow(since);
    await pause(2500);
    const closed = new Promise((resolve) => answer.on('error', () => undefined).on('close', resolve));
    answer.resume();
    await closed;
    expect(answer.complete).toBe(false);
  }, 60_000);
});
