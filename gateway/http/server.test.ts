import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { codesOf, hello, ORIGIN, startSite, type Site } from './testing/test-http.ts';

let site: Site;
beforeAll(async () => void (site = await startSite()));
afterAll(() => site.http.close(0));

describe('the other addresses', () => {
  const get = (path: string, headers: Record<string, string> = {}) =>
    site.ask({ method: 'GET', path, headers });

  it('say how the gateway is', async () => {
    expect(await get('/health')).toMatchObject({ status: 200, text: '{"status":"up"}' });
    expect(await get('/ready')).toMatchObject({ status: 200, text: '{"status":"ready"}' });
    site.ready = false;
    expect(await get('/ready')).toMatchObject({ status: 503 });
    expect(await get('/health')).toMatchObject({ status: 200 });
    site.ready = true;
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

  it('are for reading', async () => {
    const posted = await site.ask({ path: '/health' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const head = await site.ask({ method: 'HEAD', path: '/health' });
    expect([head.status, head.headers.get('content-length'), head.text]).toEqual([200, '15', '']);
  });

  it.each(['/constructor', '/__proto__', '/graphql/', '/Graphql'])('are no others: %s', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  it('are no others', async () => {
    const reply = await get('/admin');
    expect([reply.status, codesOf(reply.text)]).toEqual([404, ['BAD_REQUEST']]);
  });
});

describe('headers', () => {
  it('carry the request’s id back where it is one, and a new one where it is not', async () => {
    const idFor = async (given: string) =>
      (await site.ask({ headers: { 'x-request-id': given } })).headers.get('x-request-id');
    expect(await idFor('Abc-123')).toBe('Abc-123');
    for (const bad of ['a b', 'a,b', '<script>', 'x'.repeat(65), '']) expect(await idFor(bad)).toBe('new-id');
  });

  it('let pages of listed origins read answers, and never with cookies', async () => {
    const preflight = await site.ask({
      method: 'OPTIONS',
      headers: { origin: ORIGIN, 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    for (const { headers } of [preflight, await site.ask({ headers: { origin: ORIGIN } })]) {
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
        const { headers } = await site.ask(init);
        expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
        expect(headers.get('vary')).toBe('origin');
      }
    },
  );

  it('keep browsers from guessing types, framing pages and keeping answers', async () => {
    for (const { headers } of [await site.ask(), await site.ask({ method: 'GET', path: '/graphiql' })]) {
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    }
  });
});

describe('a client that takes its time', () => {
  it('is cut', async () => {
    const impatient = await site.start({ patience: { headersMs: 200, requestMs: 300, idleMs: 200 } });
    const head = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';
    const slow = [
      'POST /graphql HTTP/1.1\r\nho',
      `${head}content-length: 100\r\n\r\n{`,
      'GET /health HTTP/1.1\r\nhost: x\r\n\r\n',
    ];
    const started = performance.now();
    const ends = await Promise.all(slow.map((bytes) => site.raw(bytes, impatient.port)));
    expect(performance.now() - started).toBeLessThan(5000);
    expect(ends[0]).toMatch(/^HTTP\/1.1 408 /);
    expect(ends[1]).toMatch(/^HTTP\/1.1 408 /);
    expect(ends[2]).toMatch(/^HTTP\/1.1 200 /);
    await impatient.close(0);
  });

  it('may go in the middle of its body, and nobody hears of it', async () => {
    const before = site.faults.length;
    const socket = connect(site.http.port, '127.0.0.1', () => {
      socket.write(
        'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
      );
      setTimeout(() => socket.destroy(), 30);
    });
    await new Promise((resolve) => socket.on('close', resolve));
    expect(await site.ask()).toMatchObject({ status: 200 });
    expect(site.faults).toHaveLength(before);
  });
});

describe('closing', () => {
  /** A server with one request under way, which `finish` answers. */
  async function withRequestUnderWay() {
    const server = await site.start();
    let finish = () => {};
    const reached = new Promise<void>((resolve) => {
      site.answer = (operation, context) =>
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

  it('lets go of kept connections, with the answer that is under way on them or at once', async () => {
    const { server, response, finish } = await withRequestUnderWay();
    const idle = site.raw('GET /health HTTP/1.1\r\nhost: x\r\n\r\n', server.port);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const closed = server.close(10_000);
    expect(await idle).toMatch(/^HTTP\/1.1 200 /);
    finish();
    expect((await response).headers.get('connection')).toBe('close');
    await closed;
  });

  it('cuts what does not finish in time', async () => {
    const { server, response } = await withRequestUnderWay();
    await server.close(50);
    await expect(response).rejects.toThrow();
  });

  it('is at once where nothing is under way', async () => {
    const server = await site.start();
    await (await fetch(`${server.url}/health`)).text();
    const started = performance.now();
    await server.close(10_000);
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it('waits for no connection that has never asked anything', async () => {
    const server = await site.start();
    const socket = connect(server.port, '127.0.0.1').resume();
    await new Promise((resolve) => socket.on('connect', resolve));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const started = performance.now();
    await server.close(10_000);
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it('a port in use is an error that says so', async () => {
    await expect(site.start({ port: site.http.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
