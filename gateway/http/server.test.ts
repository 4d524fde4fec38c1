import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { RequestRefused } from '../errors.ts';
import { createGraphQLHandler, type AnswerOperation, type HttpContext } from './graphql-handler.ts';
import { startHttp, type HttpOptions, type RunningHttp } from './server.ts';

const ORIGIN = 'https://studio.apollographql.com';
let answer: AnswerOperation;
let ready = true;
const faults: [string, unknown][] = [];

const start = (more: Partial<HttpOptions> = {}) =>
  startHttp({
    host: '127.0.0.1',
    port: 0,
    corsOrigins: new Set([ORIGIN]),
    maxBodyBytes: 2000,
    admitLarge: () => Promise.resolve(null),
    graphql: createGraphQLHandler((operation, http) => answer(operation, http)),
    pages: { sandbox: { html: '<html>sandbox' }, graphiql: { html: '<html>graphiql' } },
    jwks: { keys: [] },
    isReady: () => ready,
    newId: () => 'new-id',
    onFault: (requestId, error) => void faults.push([requestId, error]),
    ...more,
  });

let http: RunningHttp;
beforeAll(async () => void (http = await start()));
afterAll(() => http.close(0));

interface Asked extends Omit<RequestInit, 'headers'> {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a query by POST unless `init` says otherwise. */
async function ask(init: Asked = {}, given: AnswerOperation = hello) {
  answer = given;
  const { path = '/graphql', headers = {}, ...rest } = init;
  const response = await fetch(`${http.url}${path}`, {
    method: 'POST',
    ...(rest.method === undefined ? { body: JSON.stringify({ query: '{ hello }' }) } : {}),
    redirect: 'manual',
    ...rest,
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}

const hello: AnswerOperation = () => Promise.resolve({ data: { hello: 'you' } });
const codesOf = (text: string) =>
  (JSON.parse(text) as { errors: { extensions?: { code?: string } }[] }).errors.map(
    ({ extensions }) => extensions?.code,
  );

/** Sends bytes as they are, and gives all that comes back. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(http.port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}

describe('the operation that a request holds', () => {
  it('reaches the pipeline as it came, with the headers that count', async () => {
    const seen: unknown[] = [];
    const note: AnswerOperation = (operation, context) => {
      seen.push({ operation, context });
      return hello(operation, context);
    };
    const body = JSON.stringify({ query: 'query A { hello }', operationName: 'A', variables: { x: 1 } });
    const posted = await ask({ body, headers: { authorization: 'Bearer t', 'x-request-id': 'r-1' } }, note);
    expect(posted).toMatchObject({ status: 200, text: '{"data":{"hello":"you"}}' });
    await ask({ method: 'GET', path: '/graphql?query=%7Bhello%7D' }, note);
    const context: HttpContext = { requestId: 'r-1', authorization: 'Bearer t' };
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
    const { text } = await ask({}, () =>
      Promise.resolve({
        data: { hello: null },
        errors: [
          { message: 'm', path: ['hello'], locations: [{ line: 1, column: 3 }], extensions: { code: 'C' } },
        ],
      }),
    );
    expect(JSON.parse(text)).toEqual({
      data: { hello: null },
      errors: [
        { message: 'm', path: ['hello'], locations: [{ line: 1, column: 3 }], extensions: { code: 'C' } },
      ],
    });
  });
});

describe('a request that is refused', () => {
  it.each([
    ['UNAUTHENTICATED', 401, 'www-authenticate', 'Bearer'],
    ['METHOD_NOT_ALLOWED', 405, 'allow', 'POST'],
    ['VIEW_UNAVAILABLE', 503, 'content-type', 'application/json; charset=utf-8'],
  ] as const)('says %s with status %d', async (code, status, header, value) => {
    const reply = await ask({}, () => Promise.reject(new RequestRefused(code)));
    expect(reply.status).toBe(status);
    expect(reply.headers.get(header)).toBe(value);
    expect(codesOf(reply.text)).toEqual([code]);
    expect(reply.text).not.toContain('data');
  });

  it('says METHOD_NOT_ALLOWED for a mutation by GET', async () => {
    const reply = await ask({ method: 'GET', path: '/graphql?query=mutation%7Bx%7D' }, () =>
      Promise.resolve({ errors: [{ message: 'm', extensions: { code: 'METHOD_NOT_ALLOWED' } }] }),
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
    ['a body that is no JSON', { body: '{' }, 400],
    ['a body without a query', { body: '{}' }, 400],
    ['a list of operations', { body: '[{"query":"{hello}"}]' }, 400],
    ['variables that are no object', { body: '{"query":"{a}","variables":"x"}' }, 400],
  ])('for %s', async (_, init, status) => {
    let reached = false;
    const reply = await ask(init, (operation, context) => {
      reached = true;
      return hello(operation, context);
    });
    expect([reply.status, reached]).toEqual([status, false]);
    if (status === 400) expect(codesOf(reply.text)).toEqual(['BAD_REQUEST']);
  });

  it('is told so when its body is too large, said beforehand or not', async () => {
    const large = JSON.stringify({ query: `{ hello } # ${'x'.repeat(5000)}` });
    const said = await ask({ body: large });
    expect([said.status, codesOf(said.text)]).toEqual([413, ['BAD_REQUEST']]);
    const head = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';
    const chunk = `800\r\n${'x'.repeat(2048)}\r\n`;
    const unsaid = await raw(`${head}transfer-encoding: chunked\r\n\r\n${chunk}${chunk}`);
    expect(unsaid).toMatch(/^HTTP\/1.1 413 /);
    expect(unsaid.toLowerCase()).toContain('connection: close');
    expect(await ask()).toMatchObject({ status: 200 });
  });

  it('is answered in silence when something breaks, and the log knows why', async () => {
    const reply = await ask({ headers: { 'x-request-id': 'broken' } }, () =>
      Promise.reject(new Error('secret')),
    );
    expect([reply.status, codesOf(reply.text)]).toEqual([500, ['INTERNAL_SERVER_ERROR']]);
    expect(reply.text).not.toContain('secret');
    expect(faults.at(-1)).toEqual(['broken', new Error('secret')]);
  });

  it('costs nobody else anything when its address is none', async () => {
    const before = faults.length;
    const reply = await raw('GET // HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    expect(reply).toMatch(/^HTTP\/1.1 404 /);
    expect(faults).toHaveLength(before);
  });
});

describe('the other addresses', () => {
  const get = (path: string, headers: Record<string, string> = {}) => ask({ method: 'GET', path, headers });

  it('say how the gateway is', async () => {
    expect(await get('/health')).toMatchObject({ status: 200, text: '{"status":"up"}' });
    expect(await get('/ready')).toMatchObject({ status: 200, text: '{"status":"ready"}' });
    ready = false;
    expect(await get('/ready')).toMatchObject({ status: 503 });
    expect(await get('/health')).toMatchObject({ status: 200 });
    ready = true;
  });

  it('give the public keys', async () => {
    expect(await get('/.well-known/jwks.json')).toMatchObject({ status: 200, text: '{"keys":[]}' });
  });

  it('show pages to browsers, and answers to programs', async () => {
    const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    expect(await get('/graphql', browser)).toMatchObject({ status: 200, text: '<html>sandbox' });
    expect(await get('/graphql?query=%7Bhello%7D', browser)).toMatchObject({
      text: '{"data":{"hello":"you"}}',
    });
    const offline = await get('/graphiql', browser);
    expect(offline.text).toBe('<html>graphiql');
    expect(offline.headers.get('content-security-policy')).toContain("connect-src 'self'");
    const root = await get('/');
    expect([root.status, root.headers.get('location')]).toEqual([302, '/graphql']);
  });

  it('are no others', async () => {
    const reply = await get('/admin');
    expect([reply.status, codesOf(reply.text)]).toEqual([404, ['BAD_REQUEST']]);
  });
});

describe('headers', () => {
  it('carry the request’s id back where it is one, and a new one where it is not', async () => {
    const idFor = async (given: string) =>
      (await ask({ headers: { 'x-request-id': given } })).headers.get('x-request-id');
    expect(await idFor('Abc-123')).toBe('Abc-123');
    for (const bad of ['a b', 'a,b', '<script>', 'x'.repeat(65), '']) expect(await idFor(bad)).toBe('new-id');
  });

  it('let pages of listed origins read answers, and never with cookies', async () => {
    const preflight = await ask({
      method: 'OPTIONS',
      headers: { origin: ORIGIN, 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    for (const { headers } of [preflight, await ask({ headers: { origin: ORIGIN } })]) {
      expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
      expect(headers.get('access-control-allow-headers')).toContain('authorization');
      expect(headers.get('access-control-allow-credentials')).toBeNull();
      expect(headers.get('vary')).toBe('origin');
    }
  });

  it.each(['https://evil.example', 'null', `${ORIGIN}.evil.example`, 'http://studio.apollographql.com', '*'])(
    'let no page of %s read anything',
    async (origin) => {
      for (const init of [{ headers: { origin } }, { method: 'OPTIONS', headers: { origin } }]) {
        const { headers } = await ask(init);
        expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
        expect(headers.get('vary')).toBe('origin');
      }
    },
  );

  it('keep browsers from guessing types', async () => {
    expect((await ask()).headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('closing', () => {
  /** A server with one request under way, which `finish` answers. */
  async function withRequestUnderWay() {
    const server = await start();
    let finish = () => {};
    const reached = new Promise<void>((resolve) => {
      answer = (operation, context) =>
        new Promise((done) => {
          finish = () => done(hello(operation, context));
          resolve();
        });
    });
    const response = fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{hello}"}',
    });
    response.catch(() => undefined);
    await reached;
    return { server, response, finish };
  }

  it('lets the request under way finish, takes no new one, and then waits for nothing', async () => {
    const { server, response, finish } = await withRequestUnderWay();
    const started = performance.now();
    const closed = server.close(10_000);
    await expect(fetch(`${server.url}/health`)).rejects.toThrow();
    finish();
    expect(await (await response).json()).toEqual({ data: { hello: 'you' } });
    await closed;
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it('cuts what does not finish in time', async () => {
    const { server, response } = await withRequestUnderWay();
    await server.close(50);
    await expect(response).rejects.toThrow();
  });

  it('is at once where nothing is under way', async () => {
    const server = await start();
    await (await fetch(`${server.url}/health`)).text();
    const started = performance.now();
    await server.close(10_000);
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it('a port in use is an error that says so', async () => {
    await expect(start({ port: http.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
