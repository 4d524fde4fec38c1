import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openStream } from '#test/testkit/event-stream.ts';
import { createFollowers, THREAD_EVENTS, type Followers } from '#test/testkit/followers.ts';
import { startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';

/** GraphQL over server-sent events, as it is on the wire. */
let network: TestNetwork;
let followers: Followers;

beforeAll(async () => {
  network = await startTestNetwork({ gateway: { compression: true } });
  followers = await createFollowers(network);
}, 60_000);
afterAll(async () => {
  followers.close();
  await network[Symbol.asyncDispose]();
});

const authorized = async () => ({ authorization: `Bearer ${await followers.tokenOf('acme')}` });
const open = async (query: string, variables: Record<string, unknown> = {}, headers = {}) =>
  openStream(`${network.gatewayUrl}/graphql`, query, variables, { ...(await authorized()), ...headers });

/** The first bytes of an answer to a GET, and its head. */
async function get(query: string, variables: object, headers: Record<string, string>, take: RegExp) {
  const url = new URL(`${network.gatewayUrl}/graphql`);
  url.searchParams.set('query', query);
  url.searchParams.set('variables', JSON.stringify(variables));
  return new Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]>; text: string }>(
    (resolve, reject) => {
      const asked = request(url, { headers: { accept: 'text/event-stream', ...headers } }, (answer) => {
        let text = '';
        const done = () => {
          resolve({ status: answer.statusCode, headers: answer.headers, text });
          asked.destroy();
        };
        answer.on('data', (chunk: Buffer) => {
          text += chunk.toString('latin1');
          if (take.test(text)) done();
        });
        answer.on('end', done);
      });
      asked.on('error', reject).end();
    },
  );
}

describe('a stream', () => {
  it('may be asked for by GET, is told apart from a page, and is never compressed or kept', async () => {
    const after = await followers.cursor();
    await followers.post('harbor', 'by GET');
    const headers = { ...(await authorized()), 'accept-encoding': 'gzip, br' };
    const reply = await get(THREAD_EVENTS, { id: followers.thread, after }, headers, /by GET/);
    expect(reply.status).toBe(200);
    expect(reply.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      vary: 'origin, accept-encoding',
    });
    expect(reply.headers['content-encoding']).toBeUndefined();
    expect(reply.headers['x-request-id']).toEqual(expect.any(String));
    // A first sign of life, then events; places are cursors of the answer, so events have no ids of their own.
    expect(reply.text).toMatch(/^:\n\nevent: next\ndata: \{"data":\{"threadEvents":.*by GET/);
    expect(reply.text).not.toMatch(/^id:/m);
  });

  it('goes on from the cursor alone, whatever a browser says that it saw last', async () => {
    const after = await followers.cursor();
    await followers.post('harbor', 'seen by no browser');
    const stream = await open(THREAD_EVENTS, { id: followers.thread, after }, { 'last-event-id': '99999' });
    expect(JSON.stringify(await stream.next())).toContain('seen by no browser');
    stream.close();
  });

  it('carries queries and mutations: one answer, and the end', async () => {
    const query = await open('{ me { subject } }');
    expect(await query.rest()).toEqual([
      { event: 'next', data: { data: { me: { subject: 'project-lead' } } } },
      { event: 'complete', data: null },
    ]);
    const mutation =
      'mutation ($input: PostMessageInput!) { postMessage(input: $input) { message { body } } }';
    const input = { threadId: followers.thread, body: 'over SSE', idempotencyKey: crypto.randomUUID() };
    const [answer, end] = await (await open(mutation, { input })).rest();
    expect(answer?.data?.data).toEqual({ postMessage: { message: { body: 'over SSE' } } });
    expect(end?.event).toBe('complete');
  });

  it('carries no mutation by GET', async () => {
    const before = await followers.cursor();
    const mutation =
      'mutation ($input: PostMessageInput!) { postMessage(input: $input) { message { body } } }';
    const input = { threadId: followers.thread, body: 'forged', idempotencyKey: crypto.randomUUID() };
    const { text } = await get(mutation, { input }, await authorized(), /complete/);
    expect(text).toContain('METHOD_NOT_ALLOWED');
    expect(await followers.cursor()).toBe(before);
  });

  it('says what is wrong with a document, and ends', async () => {
    const [answer, end] = await (await open('subscription { nothing }')).rest();
    expect(answer?.data?.errors?.[0]?.extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' });
    expect(end?.event).toBe('complete');
  });

  it('of a caller with too many is refused with 429', async () => {
    const streams = await Promise.all(
      Array.from({ length: 101 }, () => open('subscription { inbox { cursor } }')),
    );
    const statuses = streams.map(({ status }) => status);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(1);
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(100);
    for (const stream of streams) stream.close();
  });
});
