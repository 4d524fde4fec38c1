import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { USUAL_BUDGET } from '#gateway/limits/budget.ts';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';
import { openRaw, sendRaw } from '#test/testkit/raw-http.ts';
import { joinSocket } from '#test/testkit/raw-socket.ts';
import { leaksOf, watchLogs } from './kit/leaks.ts';
import { codesOf, HONEST, postText, servesOn } from './kit/posts.ts';

const MEGABYTE = 1_048_576;
const SECRET = 'Zeppelin-4712';

let network: TestNetwork;
beforeAll(async () => {
  network = await startTestNetwork({ gateway: { limits: USUAL_BUDGET } });
}, 120_000);
afterAll(async () => network[Symbol.asyncDispose]());

const query = JSON.stringify(HONEST.query);
const deep = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);
const asked = (text: string, more = '') => `{"query":${JSON.stringify(text)}${more}}`;
const note = `mutation($b: String!) { postMessage(input: { threadId: "${ROLLOUT.thread}", body: $b, idempotencyKey: "k" }) { message { body } userErrors { code } } }`;

type Refused = readonly [name: string, body: string | Buffer, status: number, code: string];

const MALFORMED: readonly Refused[] = [
  ['a batch', `[${asked('{me{subject}}')},${asked('{me{subject}}')}]`, 400, 'BAD_REQUEST'],
  [
    'a batch of ten thousand',
    `[${Array.from({ length: 10_000 }, () => asked('{me{subject}}')).join()}]`,
    400,
    'BAD_REQUEST',
  ],
  ['an empty batch', '[]', 400, 'BAD_REQUEST'],
  ['a batch within', `{"query":[${query}]}`, 400, 'BAD_REQUEST'],
  ['nothing', '', 400, 'BAD_REQUEST'],
  ['a byte order mark', `\ufeff${asked('{me{subject}}')}`, 400, 'BAD_REQUEST'],
  ['UTF-16', Buffer.from(asked('{me{subject}}'), 'utf16le'), 400, 'BAD_REQUEST'],
  [
    'bytes that are no UTF-8',
    Buffer.concat([
      Buffer.from(`{"query":${query},"x":"`),
      Buffer.from([0xc0, 0xaf, 0xed, 0xa0, 0x80]),
      Buffer.from('"}'),
    ]),
    400,
    'BAD_REQUEST',
  ],
  [
    'an overlong slash in the query',
    Buffer.concat([
      Buffer.from('{"query":"{me{subject}}'),
      Buffer.from([0xe0, 0x80, 0xaf]),
      Buffer.from('"}'),
    ]),
    400,
    'BAD_REQUEST',
  ],
  ['JSON with a comment', `{"query":${query} /* ${SECRET} */}`, 400, 'BAD_REQUEST'],
  ['two documents', `${asked('{me{subject}}')}${asked('{me{subject}}')}`, 400, 'BAD_REQUEST'],
  ['lists nested a million deep', deep('[', ']', 400_000), 400, 'BAD_REQUEST'],
  ['lists that never close', '['.repeat(900_000), 400, 'BAD_REQUEST'],
  [
    'maps nested deep as the query',
    `{"query":${deep('{"a":', '}', 1).replace('}', '1}')}}`,
    400,
    'BAD_REQUEST',
  ],
  ['variables as a list', `{"query":${query},"variables":[]}`, 400, 'BAD_REQUEST'],
  ['extensions as a list', `{"query":${query},"extensions":[]}`, 400, 'BAD_REQUEST'],
  [
    'an operation name that is a map',
    `{"query":${query},"operationName":{"__proto__":1}}`,
    400,
    'BAD_REQUEST',
  ],
  [
    'a document that nobody knows by its hash, as Apollo says it',
    `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"${'a'.repeat(64)}"}}}`,
    200,
    'PERSISTED_QUERY_NOT_FOUND',
  ],
  [
    'a hash of a prototype',
    '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"__proto__"}}}',
    400,
    'BAD_REQUEST',
  ],
  [
    'a persisted query without a hash of its own',
    '{"extensions":{"__proto__":{"persistedQuery":{"version":1}}}}',
    400,
    'BAD_REQUEST',
  ],
  [
    'variables that are lists in lists',
    asked(HONEST.query, `,"variables":{"x":${deep('[', ']', 200_000)}}`),
    400,
    'BAD_USER_INPUT',
  ],
  [
    'variables that are maps in maps',
    asked(HONEST.query, `,"variables":{"x":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`),
    400,
    'BAD_USER_INPUT',
  ],
  ['a lone surrogate in the query', '{"query":"{ me { subject(\\ud800) } }"}', 200, 'GRAPHQL_PARSE_FAILED'],
  ['a zero byte in the query', '{"query":"{ me { subject\\u0000 } }"}', 200, 'GRAPHQL_PARSE_FAILED'],
  ['a query of blanks', `{"query":"${' '.repeat(60_000)}"}`, 200, 'BAD_REQUEST'],
  ['a query in a comment', `{"query":"# {me{subject}}"}`, 200, 'GRAPHQL_PARSE_FAILED'],
];

describe('a body is refused that is', () => {
  it.each(MALFORMED)('%s', async (_, body, status, code) => {
    const logged = watchLogs(network);
    const shown = await postText(network, body);
    expect([shown.status, codesOf(shown)]).toEqual([status, [code]]);
    expect(leaksOf(shown)).toEqual([]);
    expect(await servesOn(network)).toBe(true);
    expect(logged([SECRET])).toEqual([]);
  });

  it.each([
    ['a form', 'application/x-www-form-urlencoded', `query=${encodeURIComponent(HONEST.query)}`],
    ['text', 'text/plain', asked('{me{subject}}')],
    ['text that ends like JSON', 'text/plain; application/json', asked('{me{subject}}')],
    [
      'a file upload',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{"query":"{me{subject}}"}\r\n--x--\r\n',
    ],
    ['a document', 'application/graphql', HONEST.query],
    ['JSON in another alphabet', 'application/json; charset=utf-16', asked('{me{subject}}')],
    ['of no type', '', asked('{me{subject}}')],
    ['compressed', 'application/json', asked('{me{subject}}')],
  ])('%s', async (name, type, body) => {
    const encoding: Record<string, string> = name === 'compressed' ? { 'content-encoding': 'gzip' } : {};
    const shown = await postText(network, body, { headers: { 'content-type': type, ...encoding } });
    expect([shown.status, codesOf(shown)]).toEqual([415, ['BAD_REQUEST']]);
    expect(leaksOf(shown)).toEqual([]);
    expect(await servesOn(network)).toBe(true);
  });
});

describe('a body of 10 MiB', () => {
  const body = asked(note, `,"variables":{"b":"${SECRET.repeat(800_000)}"}`);

  it('is a stranger’s for a twelfth of its length', async () => {
    const socket = openRaw(network.gatewayUrl);
    const heard: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => void heard.push(chunk));
    const closed = new Promise((resolve) => socket.on('close', resolve));
    const head =
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n';
    socket.write(head);
    let offered = 0;
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    while (offered < 10 * MEGABYTE && !socket.destroyed && socket.writableLength < 6 * MEGABYTE) {
      if (!socket.write(chunk)) await new Promise((resolve) => setTimeout(resolve, 5));
      offered += 65_536;
    }
    await closed;
    expect(Buffer.concat(heard).toString()).toMatch(/^HTTP\/1.1 413 /);
    expect(await servesOn(network)).toBe(true);
  });

  it('is refused by what it says of its length, before it is sent', async () => {
    const head = `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10485760\r\n\r\n{`;
    expect((await sendRaw(network.gatewayUrl, head)).statuses).toEqual([413]);
  });

  it('of a caller is an answer with a code, and no word of it is kept', async () => {
    const logged = watchLogs(network);
    const shown = await postText(network, body);
    expect(shown.status).toBe(200);
    const { data } = JSON.parse(shown.text) as { data: { postMessage: { userErrors: unknown } | null } };
    expect(data.postMessage === null || data.postMessage.userErrors !== null).toBe(true);
    expect(shown.text).not.toContain(SECRET);
    expect(await servesOn(network)).toBe(true);
    expect(logged([SECRET])).toEqual([]);
  });

  it('of a caller as a document is refused by its length', async () => {
    const shown = await postText(network, asked(`{ me { subject } } # ${'x'.repeat(10 * MEGABYTE)}`));
    expect(codesOf(shown)).toEqual(['LIMIT_DOCUMENT_BYTES']);
    expect(await servesOn(network)).toBe(true);
  });
});

describe('text that no database holds', () => {
  it.each([
    ['a lone surrogate', '"\\ud800"'],
    ['half a pair, reversed', '"\\udc00\\ud800"'],
    ['a zero byte', '"a\\u0000b"'],
  ])('is refused in the field’s own words: %s', async (_, text) => {
    const before = (
      await postText(
        network,
        asked('{ teams { nodes { threads { nodes { messages { nodes { id } } } } } } }'),
      )
    ).text;
    const shown = await postText(network, asked(note, `,"variables":{"b":${text}}`));
    const { data } = JSON.parse(shown.text) as { data: { postMessage: { userErrors: { code: string }[] } } };
    expect(data.postMessage.userErrors.map(({ code }) => code)).toEqual(['INVALID_INPUT']);
    expect(leaksOf(shown)).toEqual([]);
    expect(
      (
        await postText(
          network,
          asked('{ teams { nodes { threads { nodes { messages { nodes { id } } } } } } }'),
        )
      ).text,
    ).toBe(before);
  });
});

describe('a socket whose variables are nested without end', () => {
  it('is told so, and goes on', async () => {
    const socket = await joinSocket(network.gatewayUrl, await network.tokenOf('acme', 'project-lead'));
    const bomb = `{"type":"subscribe","id":"1","payload":{"query":${query},"variables":{"x":${deep('[', ']', 100_000)}}}}`;
    socket.send(bomb);
    expect(await socket.next()).toMatchObject({
      type: 'error',
      id: '1',
      payload: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
    socket.send({ type: 'subscribe', id: '2', payload: HONEST });
    expect(await socket.next()).toMatchObject({ type: 'next', id: '2', payload: { data: { me: {} } } });
    socket.socket.close();
  });
});
