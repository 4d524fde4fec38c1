import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { companyAudience, SHARED_AUDIENCE } from '#schema/wire/credentials.ts';
import {
  ATTESTATION_HEADER,
  PASSPORT_HEADER,
  REQUEST_ID_HEADER,
  TRACE_HEADER,
} from '#schema/wire/headers.ts';
import { callerOf, startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';
import { openRaw, sendRaw } from '#test/testkit/raw-http.ts';
import { servesOn } from './kit/posts.ts';

let network: TestNetwork;
let token: string;
let other: string;
beforeAll(async () => {
  network = await startTestNetwork();
  token = await network.tokenOf('acme', 'project-lead');
  other = await network.tokenOf('harbor', 'delivery-lead');
}, 120_000);
afterAll(async () => network[Symbol.asyncDispose]());

const BODY = '{"query":"{me{subject}}"}';
const LENGTH = String(BODY.length);
const HIDDEN = 'GET /health HTTP/1.1\r\nhost: x\r\n\r\n';
const head = (...lines: readonly string[]) =>
  ['POST /graphql HTTP/1.1', 'host: x', 'content-type: application/json', ...lines, '', ''].join('\r\n');
const chunked = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;

/** What the next request on the same connection would be taken for, if two readers disagreed on where this one ends. */
const SMUGGLED: readonly (readonly [string, string])[] = [
  [
    'a length and chunks',
    head(`content-length: ${LENGTH}`, 'transfer-encoding: chunked') + chunked(BODY) + HIDDEN,
  ],
  ['chunks and a length', head('transfer-encoding: chunked', 'content-length: 4') + chunked(BODY) + HIDDEN],
  ['two lengths', head(`content-length: ${LENGTH}`, 'content-length: 0') + BODY + HIDDEN],
  ['two lengths in one', head(`content-length: ${LENGTH}, 0`) + BODY + HIDDEN],
  ['a length with a sign', head(`content-length: +${LENGTH}`) + BODY + HIDDEN],
  ['a length below nothing', head('content-length: -1') + BODY + HIDDEN],
  ['a length in hex', head('content-length: 0x19') + BODY + HIDDEN],
  ['a length beyond any number', head('content-length: 99999999999999999999999') + BODY + HIDDEN],
  ['a length with a blank before its colon', head(`content-length : ${LENGTH}`) + BODY + HIDDEN],
  ['an unknown coding', head('transfer-encoding: xchunked') + BODY + HIDDEN],
  ['chunks that are not last', head('transfer-encoding: chunked, identity') + chunked(BODY) + HIDDEN],
  ['chunks twice', head('transfer-encoding: chunked', 'transfer-encoding: chunked') + chunked(BODY) + HIDDEN],
  ['a folded coding', head('transfer-encoding:', ' chunked') + chunked(BODY) + HIDDEN],
  ['a folded header', head('x-any: 1', ' x-more: 2', `content-length: ${LENGTH}`) + BODY + HIDDEN],
  [
    'a chunk that is longer than it says',
    `${head('transfer-encoding: chunked')}5\r\n${BODY}\r\n0\r\n\r\n${HIDDEN}`,
  ],
  ['a chunk of no number', `${head('transfer-encoding: chunked')}zz\r\n${BODY}\r\n0\r\n\r\n${HIDDEN}`],
  ['a chunk beyond any number', `${head('transfer-encoding: chunked')}fffffffffffffffff\r\n${BODY}`],
  ['a bare line feed within a header', `POST /graphql HTTP/1.1\nhost: x\ncontent-length: 0\n\n${HIDDEN}`],
  [
    'a carriage return within a value',
    head('x-any: a\rcontent-length: 0', `content-length: ${LENGTH}`) + BODY,
  ],
  ['a zero byte within a value', head('x-any: a\0b', `content-length: ${LENGTH}`) + BODY],
  ['a header without a name', head(': x', `content-length: ${LENGTH}`) + BODY],
  ['an older protocol', `POST /graphql HTTP/0.9\r\nhost: x\r\n\r\n${HIDDEN}`],
  ['a newer protocol', `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`],
  ['no host', `POST /graphql HTTP/1.1\r\ncontent-length: 0\r\n\r\n${HIDDEN}`],
  ['20 KiB of headers', head(`x-any: ${'a'.repeat(20_480)}`, `content-length: ${LENGTH}`) + BODY],
  [
    'four thousand headers',
    head(...Array.from({ length: 4000 }, (_, n) => `x-${String(n)}: 1`), `content-length: ${LENGTH}`) + BODY,
  ],
];

describe('a request is refused, and the connection with it, that has', () => {
  it.each(SMUGGLED)('%s', async (_, bytes) => {
    const authorized = bytes.replace('host: x', `host: x\r\nauthorization: Bearer ${token}`);
    for (const [url, text] of [
      [network.gatewayUrl, authorized],
      [network.sharedUrl, bytes],
      [network.companyUrl('acme'), bytes],
    ] as const) {
      const { statuses, text: answered } = await sendRaw(url, text);
      expect(statuses).toHaveLength(1);
      expect([400, 413, 431, 505]).toContain(statuses[0]);
      expect(answered).not.toMatch(/subject|"status":"up"/);
    }
    expect(await servesOn(network)).toBe(true);
  });
});

describe('the caller is the one of the first "authorization", as all who stand before the gateway read it', () => {
  const ask = async (...lines: string[]) =>
    sendRaw(network.gatewayUrl, head(...lines, 'connection: close', `content-length: ${LENGTH}`) + BODY);

  it.each<[string, () => string[], string | number]>([
    [
      'two, of two companies',
      () => [`authorization: Bearer ${token}`, `authorization: Bearer ${other}`],
      'project-lead',
    ],
    [
      'a bad one before a good one',
      () => ['authorization: Bearer a.b.c', `authorization: Bearer ${token}`],
      401,
    ],
    ['two in one line', () => [`authorization: Bearer ${token}, Bearer ${other}`], 401],
    ['a scheme in small letters', () => [`authorization: bearer ${token}`], 'project-lead'],
    ['a scheme in capitals', () => [`AUTHORIZATION: BEARER ${token}`], 'project-lead'],
    ['another scheme', () => [`authorization: Basic ${token}`], 401],
    ['no scheme', () => [`authorization: ${token}`], 401],
    ['two blanks', () => [`authorization: Bearer  ${token}`], 401],
    ['a tab', () => [`authorization: Bearer\t${token}`], 401],
    ['words behind it', () => [`authorization: Bearer ${token} x`], 401],
    ['the header of a proxy', () => [`proxy-authorization: Bearer ${token}`], 401],
    [
      'a header of its own making',
      () => [`x-forwarded-authorization: Bearer ${token}`, 'x-user: project-lead'],
      401,
    ],
    ['a cookie', () => [`cookie: authorization=Bearer ${token}; token=${token}`], 401],
    ['a token in the address', () => [`x-original-url: /graphql?access_token=${token}`], 401],
  ])('%s', async (_, lines, expected) => {
    const { text, statuses } = await ask(...lines());
    expect(statuses).toEqual([typeof expected === 'number' ? expected : 200]);
    expect(text).not.toContain('delivery-lead');
    if (typeof expected === 'string') expect(text).toContain(`{"data":{"me":{"subject":"${expected}"}}}`);
    expect(await servesOn(network)).toBe(true);
  });
});

const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('what a caller sends in the place of the gateway’s own words', () => {
  const QUESTION = JSON.stringify({
    query:
      '{ me { subject } team(slug: "acme-rollout") { participants { agent { name instructions } } } workspace { agents { name } } }',
  });
  const askWith = async (headers: Record<string, string>) => {
    const from = network.sent.length;
    const response = await fetch(`${network.gatewayUrl}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body: QUESTION,
    });
    const text = await response.text();
    // The gateway reads the registry by itself, and attestations are kept.
    const sent = network.sent.slice(from).filter(({ url }) => url.endsWith('/graphql'));
    return { response, text, sent };
  };

  it('reaches no program: passports, attestations, tokens, addresses', async () => {
    const { credentials } = network;
    const forged = {
      [PASSPORT_HEADER]: await credentials.passport('harbor', SHARED_AUDIENCE, callerOf('harbor', 'fde')),
      [ATTESTATION_HEADER]: await credentials.attestation('acme', 'harbor', [ROLLOUT.team]),
      'agent-network-company-request': await credentials.passport('harbor', companyAudience('harbor')),
      'x-forwarded-for': '10.9.8.7',
      'x-forwarded-host': 'attacker.test',
      'x-forwarded-proto': 'https',
      forwarded: 'for=10.9.8.7;host=attacker.test',
      'x-real-ip': '10.9.8.7',
      'x-company': 'harbor-claimed',
      'apollo-federation-include-trace': 'ftv1',
      baggage: 'company=harbor-claimed',
      tracestate: 'attacker=harbor-claimed',
      cookie: 'company=harbor-claimed',
    };
    const plain = await askWith({});
    const { text, sent, response } = await askWith(forged);
    expect(text).toBe(plain.text);
    expect(sent.length).toBe(plain.sent.length);
    const gone = JSON.stringify(sent);
    for (const value of Object.values(forged)) expect(gone).not.toContain(value);
    const said = [...response.headers].map((pair) => pair.join(': ')).join('\n');
    expect(said).not.toMatch(/attacker|harbor|10\.9\.8\.7/);
    const names = (all: typeof sent) =>
      all.map(({ url, headers }) => [url, ...Object.keys(headers).sort()].join(' ')).sort();
    expect(names(sent)).toEqual(names(plain.sent));
  });

  it.each([
    ['several', 'a, b'],
    ['markup', '<script>alert(1)</script>'],
    ['a path', '../../etc/passwd'],
    ['JSON', '","level":60,"msg":"forged'],
    ['far too long', 'a'.repeat(200)],
  ])('is no request id that is %s', async (_, id) => {
    const from = network.logs.length;
    const { response, sent } = await askWith({ [REQUEST_ID_HEADER]: id });
    expect(response.headers.get(REQUEST_ID_HEADER)).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.stringify(sent)).not.toContain(id);
    expect(network.logs.slice(from).join('')).not.toContain(id);
  });

  it('is a trace for the own side alone, and none where it is malformed', async () => {
    const traceIds = (given: string) => askWith({ [TRACE_HEADER]: given }).then(({ sent }) => sent);
    const isForeign = ({ url }: { url: string }) => url.startsWith(network.companyUrl('harbor'));
    const sent = await traceIds(TRACE);
    expect(sent.filter(isForeign)).not.toEqual([]);
    for (const one of sent) {
      const same = (one.headers[TRACE_HEADER] ?? '').includes('4bf92f3577b34da6a3ce929d0e0e4736');
      expect([one.url, same]).toEqual([one.url, !isForeign(one) && one.url.endsWith('/graphql')]);
    }
    for (const bad of [
      `${TRACE}, ${TRACE}`,
      TRACE.replace('00-', 'ff-'),
      '00-0-0-00',
      `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    ])
      for (const { headers } of await traceIds(bad))
        expect(bad).not.toContain(headers[TRACE_HEADER] ?? 'none');
  });
});

describe('clients that take their time', () => {
  const MANY = 400;

  it.each([
    ['headers', 'POST /graphql HTTP/1.1\r\nhost: x\r\nx-'],
    ['bodies', head('content-length: 900000') + '{"query":"'],
    ['chunks', `${head('transfer-encoding: chunked')}5\r\n{"que\r\n`],
  ])('over their %s keep nobody waiting', async (_, beginning) => {
    const slow = Array.from({ length: MANY }, () => openRaw(network.gatewayUrl));
    await Promise.all(slow.map((socket) => new Promise((resolve) => socket.write(beginning, resolve))));
    const drip = setInterval(() => slow.forEach((socket) => socket.write('a')), 50);
    const served = [];
    for (let round = 0; round < 5; round += 1) served.push(await servesOn(network));
    clearInterval(drip);
    const open = slow.filter(({ destroyed }) => !destroyed).length;
    slow.forEach((socket) => socket.destroy());
    expect(served).toEqual([true, true, true, true, true]);
    expect(open).toBe(MANY);
    expect(await servesOn(network)).toBe(true);
  });
});
