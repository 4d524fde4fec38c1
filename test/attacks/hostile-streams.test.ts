import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { isErrorCode } from '#gateway/errors.ts';
import { cannedId, privateMark } from '#test/testkit/canned-graph.ts';
import { startCannedNetwork, type CannedNetwork } from '#test/testkit/canned-network.ts';
import { openStream, type TestStream } from '#test/testkit/event-stream.ts';
import type { RawAnswering } from '#test/testkit/raw-program.ts';
import { POISON } from './kit/question.ts';

const EVENTS = `subscription ($id: ID!) { privateThreadEvents(privateThreadId: $id) { cursor sequence message { body } } }`;
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n';
const next = (data: string) => `event: next\ndata: ${data}\n\n`;
const event = (fields: string) => next(`{"data":{"privateThreadEvents":${fields}}}`);
const WELL = event('{"cursor":"c","sequence":1,"message":{"body":"hello"}}');
const COMPLETE = 'event: complete\ndata:\n\n';
const KILOBYTE = 'x'.repeat(1024);

let network: CannedNetwork;
const open: TestStream[] = [];
beforeAll(async () => {
  network = await startCannedNetwork({
    maxAnswerBytes: 200_000,
    breakerFailures: 100_000,
    subgraphTimeoutMs: 2000,
  });
  await (await follow([WELL, COMPLETE])).rest(30_000);
}, 60_000);
afterAll(async () => {
  await network[Symbol.asyncDispose]();
});
afterEach(() => {
  for (const stream of open.splice(0)) stream.close();
  network.heal();
});

/** Follows an internal thread as Acme's, whose program says those bytes, a piece at a time. */
async function follow(pieces: readonly string[], head = HEAD): Promise<TestStream> {
  const speak: RawAnswering = async (_, socket) => {
    socket.write(head);
    for (const piece of pieces) {
      socket.write(piece);
      await new Promise((done) => setImmediate(done));
    }
    return undefined;
  };
  network.companies.acme.answering = speak;
  const headers = { authorization: `Bearer ${await network.tokenOf('acme')}` };
  const stream = await openStream(
    `${network.gatewayUrl}/graphql`,
    EVENTS,
    { id: cannedId('PrivateThread', 'acme') },
    headers,
  );
  open.push(stream);
  return stream;
}

const hostile: [string, readonly string[], string][] = [
  [
    'an event of more than may be',
    [WELL, 'event: next\n', ...Array.from({ length: 300 }, () => `data: ${KILOBYTE}\n`), '\n'],
    'SUBGRAPH_INVALID_RESPONSE',
  ],
  [
    'a line without an end',
    [WELL, 'data: ', ...Array.from({ length: 300 }, () => KILOBYTE)],
    'SUBGRAPH_INVALID_RESPONSE',
  ],
  [
    'a name of an event without an end',
    [WELL, 'event: ', ...Array.from({ length: 300 }, () => KILOBYTE)],
    'SUBGRAPH_INVALID_RESPONSE',
  ],
  ['what is no JSON', [WELL, next('{"data":')], 'SUBGRAPH_INVALID_RESPONSE'],
  ['what is no object', [WELL, next('[]')], 'SUBGRAPH_INVALID_RESPONSE'],
  ['an event without data', [WELL, next('')], 'SUBGRAPH_INVALID_RESPONSE'],
  [
    'an end that is none of ours',
    [WELL, next(`{"errors":[{"message":"${POISON}","extensions":{"code":"ACCESS_ENDED"}}]}`)],
    'ACCESS_ENDED',
  ],
];

describe('a company’s hostile stream', () => {
  it.each(hostile)('of %s ends with a code', async (_what, pieces, code) => {
    const all = await (await follow(pieces)).rest(20_000);
    expect(all[0]?.data?.data).toEqual({
      privateThreadEvents: { cursor: 'c', sequence: 1, message: { body: 'hello' } },
    });
    const last = all.flatMap(({ data }) => data?.errors ?? []).at(-1);
    expect(last?.extensions).toEqual({ code });
    expect(JSON.stringify(all)).not.toContain(POISON);
  });

  it.each([
    ['wrong types', event('{"cursor":7,"sequence":"1","message":[]}')],
    ['a list', event('[{"cursor":"c"}]')],
    ['another’s subscription', next(`{"data":{"inbox":{"message":{"body":"${POISON}"}}}}`)],
    [
      'more than was asked for',
      event(`{"cursor":"c","sequence":1,"message":{"body":"b","id":"${POISON}"},"__proto__":{"polluted":1}}`),
    ],
    [
      'errors of its own',
      next(`{"data":null,"errors":[{"message":"${POISON}","extensions":{"code":"${POISON}"}}]}`),
    ],
    ['depth', event(`{"message":${'['.repeat(50_000)}${']'.repeat(50_000)}}`)],
  ])('that says %s gives a well-formed answer, and goes on', async (_what, said) => {
    const all = await (await follow([said, WELL, COMPLETE])).rest(20_000);
    const answers = all.filter(({ event: name }) => name === 'next');
    expect(answers).toHaveLength(2);
    for (const { data } of answers)
      for (const { extensions } of data?.errors ?? []) expect(isErrorCode(extensions?.['code'])).toBe(true);
    expect(answers[1]?.data).toEqual({
      data: { privateThreadEvents: { cursor: 'c', sequence: 1, message: { body: 'hello' } } },
    });
    expect(JSON.stringify(all)).not.toContain(POISON);
    expect(JSON.stringify(all)).not.toContain(privateMark('harbor'));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('of comments and names of events alone says nothing, and can be left', async () => {
    const stream = await follow([
      ': ping\n\n',
      'id: 7\n\n',
      'retry: 1\n\n',
      'event: other\ndata: 1\n\n',
      '\r\n\r\n',
    ]);
    expect(await stream.isSilent(500)).toBe(true);
  });

  it.each([
    ['redirects', 'HTTP/1.1 307 Elsewhere\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n'],
    ['is a page', 'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 2\r\n\r\nhi'],
    [
      'is compressed',
      'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\nhi',
    ],
    ['never begins', ''],
  ])('that %s ends with a code', async (_what, head) => {
    const all = await (await follow([], head)).rest(20_000);
    const codes = all.flatMap(({ data }) => data?.errors ?? []).map(({ extensions }) => extensions?.['code']);
    expect(codes).toHaveLength(1);
    expect(isErrorCode(codes[0])).toBe(true);
    expect(codes[0]).not.toBe('INTERNAL_SERVER_ERROR');
  });
});
