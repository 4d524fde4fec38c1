import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RequestRefused } from '../errors.ts';
import { compress } from './compression.ts';
import type { AnswerOperation, HttpContext } from './graphql-handler.ts';
import type { RunningHttp } from './server.ts';
import {
  answering,
  codesOf,
  hello,
  startSite,
  type Asked,
  type Given,
  type Site,
} from './testing/test-http.ts';

let site: Site;
beforeAll(async () => void (site = await startSite()));
afterAll(() => site.http.close(0));

describe('the operation that a request holds', () => {
  it('reaches the pipeline as it came, with the headers that count', async () => {
    const seen: unknown[] = [];
    const note: AnswerOperation = (operation, context) => {
      seen.push({ operation, context });
      return hello(operation, context);
    };
    const body = JSON.stringify({ query: 'query A { hello }', operationName: 'A', variables: { x: 1 } });
    const posted = await site.ask(
      { body, headers: { authorization: 'Bearer t', 'x-request-id': 'r-1', traceparent: 'tp' } },
      note,
    );
    expect(posted).toMatchObject({ status: 200, text: '{"data":{"hello":"you"}}' });
    await site.ask({ method: 'GET', path: '/graphql?query=%7Bhello%7D' }, note);
    const known = { requestId: 'new-id', callerRequestId: 'r-1' };
    const context: HttpContext = { ...known, authorization: 'Bearer t', traceparent: 'tp' };
    expect(seen).toEqual([
      {
        operation: {
          query: 'query A { hello }',
          operationName: 'A',
          variables: { x: 1 },
          queriesOnly: false,
        },
        context,
      },
      {
        operation: { query: '{hello}', queriesOnly: true },
        context: { requestId: 'new-id', authorization: undefined },
      },
    ]);
  });

  it('may have an answer with data and errors side by side', async () => {
    const given: Given = { data: { hello: null }, errors: [{ extensions: { code: 'SUBGRAPH_ERROR' } }] };
    const { text } = await site.ask({}, answering(given));
    expect(JSON.parse(text)).toEqual(given);
  });
});

describe('a request that is refused', () => {
  it.each([
    ['UNAUTHENTICATED', 401, 'www-authenticate', 'Bearer'],
    ['METHOD_NOT_ALLOWED', 405, 'allow', 'POST'],
    ['VIEW_UNAVAILABLE', 503, 'content-type', 'application/json; charset=utf-8'],
  ] as const)('says %s with status %d', async (code, status, header, value) => {
    const reply = await site.ask({}, () => Promise.reject(new RequestRefused(code)));
    expect(reply.status).toBe(status);
    expect(reply.headers.get(header)).toBe(value);
    expect(codesOf(reply.text)).toEqual([code]);
    expect(reply.text).not.toContain('data');
  });

  it('says METHOD_NOT_ALLOWED for a mutation by GET', async () => {
    const reply = await site.ask(
      { method: 'GET', path: '/graphql?query=mutation%7Bx%7D' },
      answering({ errors: [{ extensions: { code: 'METHOD_NOT_ALLOWED' } }] }),
    );
    expect(reply.status).toBe(405);
    expect(reply.headers.get('allow')).toBe('POST');
  });

  it.each([
    ['another method', { method: 'PUT' }, 405],
    ['another type of body', { body: 'x', headers: { 'content-type': 'text/plain' } }, 415],
    [
      'a form, which a page may send unasked',
      { body: 'query=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
    ],
    ['a type of answer that is not given', { headers: { accept: 'text/csv' } }, 406],
    ['an answer in another charset', { headers: { accept: 'application/json; charset=latin1' } }, 406],
    ['JSON in another charset', { headers: { 'content-type': 'application/json; charset=utf-16' } }, 415],
    ['a compressed body', { headers: { 'content-encoding': 'gzip' } }, 415],
    ['HEAD', { method: 'HEAD' }, 405],
    ['an empty body', { body: '' }, 400],
    ['a byte order mark', { body: '\ufeff{"query":"{a}"}' }, 400],
    ['bytes that are not UTF-8', { body: Buffer.from('{"query":"{a} #\xff"}', 'latin1') }, 400],
    ['half a character', { body: Buffer.from('{"query":"{a} #\xc3"}', 'latin1') }, 400],
    ['a query that is no text', { body: '{"query":7}' }, 400],
    ['an operation name that is no text', { body: '{"query":"{a}","operationName":[]}' }, 400],
    ['extensions that are a list', { body: '{"query":"{a}","extensions":[]}' }, 400],
    ['a GET without a query', { method: 'GET', path: '/graphql?operationName=A' }, 400],
    ['a GET whose variables are no JSON', { method: 'GET', path: '/graphql?query={a}&variables={' }, 400],
    ['a GET whose extensions are no map', { method: 'GET', path: '/graphql?query={a}&extensions=1' }, 400],
    ['a body that is no JSON', { body: '{' }, 400],
    ['a body without a query', { body: '{}' }, 400],
    ['a list of operations', { body: '[{"query":"{hello}"}]' }, 400],
    ['variables that are no object', { body: '{"query":"{a}","variables":"x"}' }, 400],
  ])('for %s', async (_, init: Asked, status) => {
    let reached = false;
    const reply = await site.ask(init, (operation, context) => {
      reached = true;
      return hello(operation, context);
    });
    expect([reply.status, reached]).toEqual([status, false]);
    if (init.method !== 'HEAD') expect(codesOf(reply.text)).toEqual(['BAD_REQUEST']);
  });

  it('is told so when its body is too large, said beforehand or not', async () => {
    const large = JSON.stringify({ query: `{ hello } # ${'x'.repeat(5000)}` });
    const said = await site.ask({ body: large });
    expect([said.status, codesOf(said.text)]).toEqual([413, ['BAD_REQUEST']]);
    const head = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';
    const chunk = `800\r\n${'x'.repeat(2048)}\r\n`;
    const unsaid = await site.raw(`${head}transfer-encoding: chunked\r\n\r\n${chunk}${chunk}`);
    expect(unsaid).toMatch(/^HTTP\/1.1 413 /);
    expect(unsaid.toLowerCase()).toContain('connection: close');
    expect(await site.ask()).toMatchObject({ status: 200 });
  });

  it('is answered in silence when something breaks, and the log knows why', async () => {
    const reply = await site.ask({ headers: { 'x-request-id': 'broken' } }, () =>
      Promise.reject(new Error('secret')),
    );
    expect([reply.status, codesOf(reply.text)]).toEqual([500, ['INTERNAL_SERVER_ERROR']]);
    expect(reply.text).not.toContain('secret');
    expect(site.faults.at(-1)).toEqual(['new-id', new Error('secret')]);
  });

  it('costs nobody else anything when its address is none', async () => {
    const before = site.faults.length;
    const reply = await site.raw('GET // HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    expect(reply).toMatch(/^HTTP\/1.1 404 /);
    expect(site.faults).toHaveLength(before);
  });
});

describe('the type and the status of an answer', () => {
  const refused: AnswerOperation = () =>
    Promise.resolve({
      body: '{"errors":[]}',
      executed: false,
      codes: ['GRAPHQL_VALIDATION_FAILED'],
    });

  it.each([
    ['application/json', 200, 'application/json; charset=utf-8'],
    ['application/graphql-response+json', 400, 'application/graphql-response+json; charset=utf-8'],
  ])('are as %s has them', async (accept, status, type) => {
    const reply = await site.ask({ headers: { accept } }, refused);
    expect([reply.status, reply.headers.get('content-type')]).toEqual([status, type]);
    const served = await site.ask({ headers: { accept } });
    expect([served.status, served.headers.get('content-type')]).toEqual([200, type]);
    expect(served.headers.get('content-length')).toBe('24');
  });

  it('say 401 in the type asked for', async () => {
    const reply = await site.ask({ headers: { accept: 'application/graphql-response+json' } }, () =>
      Promise.reject(new RequestRefused('UNAUTHENTICATED')),
    );
    expect([reply.status, reply.headers.get('content-type')]).toEqual([
      401,
      'application/graphql-response+json; charset=utf-8',
    ]);
  });
});

describe('a GET that a page of another site could cause', () => {
  const get = (headers: Record<string, string>) =>
    site.raw(
      `GET /graphql?query=%7Bhello%7D HTTP/1.1\r\nhost: x\r\nconnection: close\r\n` +
        `${Object.entries(headers)
          .map(([name, value]) => `${name}: ${value}\r\n`)
          .join('')}\r\n`,
    );

  it.each([
    ['a link followed', { accept: 'text/html,*/*;q=0.8', 'sec-fetch-mode': 'navigate' }],
    ['a picture of an old browser', { accept: 'image/avif,image/webp,*/*;q=0.8' }],
    ['a script', { accept: '*/*', 'sec-fetch-mode': 'no-cors', 'sec-fetch-site': 'cross-site' }],
    ['a fetch', { accept: 'application/json', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'cross-site' }],
    ['a page of a neighbour', { accept: 'application/json', 'sec-fetch-site': 'same-site' }],
  ])('is refused: %s', async (_, headers) => {
    site.answer = () => Promise.reject(new Error('reached'));
    const reply = await get(headers);
    expect(reply).toMatch(/^HTTP\/1.1 400 [^]*apollo-require-preflight/);
  });

  it.each([
    ['a program', {}],
    ['curl', { accept: '*/*' }],
    [
      'our own page',
      { accept: 'application/json', 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' },
    ],
    ['a page whose browser asked first', { 'sec-fetch-site': 'cross-site', 'apollo-require-preflight': '1' }],
    ['a bearer', { 'sec-fetch-site': 'cross-site', authorization: 'Bearer t' }],
  ])('is not one of %s', async (_, headers) => {
    site.answer = hello;
    expect(await get(headers)).toMatch(/^HTTP\/1.1 200 /);
  });
});

describe('compression', () => {
  const long = JSON.stringify({ data: { text: 'lorem ipsum '.repeat(1000) } });
  const longAnswer: AnswerOperation = () => Promise.resolve({ body: long, executed: true, codes: [] });
  let zipping: RunningHttp;
  beforeAll(async () => void (zipping = await site.start({ compress })));
  afterAll(() => zipping.close(0));

  async function encodingFor(accept: string, given: AnswerOperation, url = zipping.url) {
    site.answer = given;
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-encoding': accept },
      body: '{"query":"{hello}"}',
    });
    // fetch unfolds it.
    const text = await response.text();
    return { encoding: response.headers.get('content-encoding'), vary: response.headers.get('vary'), text };
  }

  it.each([
    ['br, gzip', 'br'],
    ['gzip', 'gzip'],
    ['gzip;q=1.0, br;q=0', 'gzip'],
    ['identity', null],
    ['deflate', null],
  ])('for "%s" is %s', async (accept, encoding) => {
    expect(await encodingFor(accept, longAnswer)).toEqual({
      encoding,
      vary: 'origin, accept-encoding',
      text: long,
    });
  });

  it('is not for small answers, nor where it is not set', async () => {
    expect((await encodingFor('br', hello)).encoding).toBeNull();
    expect(await encodingFor('br', longAnswer, site.http.url)).toEqual({
      encoding: null,
      vary: 'origin',
      text: long,
    });
  });
});
