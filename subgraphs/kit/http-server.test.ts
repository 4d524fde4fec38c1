import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import {
  jsonReply,
  startHttpServer,
  type HttpRequest,
  type Route,
  type RunningServer,
} from './http-server.ts';

const faults: unknown[] = [];
let seen: HttpRequest | undefined;
let finish = () => {};
let asked = 0;

const routes: Route[] = [
  { method: 'GET', path: '/thing', handle: () => jsonReply(200, { got: true }) },
  {
    method: 'POST',
    path: '/thing',
    handle: (request) => {
      seen = request;
      return jsonReply(201, { size: request.body.length });
    },
  },
  {
    method: 'POST',
    path: '/upload',
    largestBody: (header) => {
      asked += 1;
      return Promise.resolve(header('authorization') === 'good' ? 2_000_000 : 0);
    },
    handle: (request) => jsonReply(201, { size: request.body.length }),
  },
  { method: 'GET', path: '/broken', handle: () => Promise.reject(new Error('secret')) },
  {
    method: 'GET',
    path: '/slow',
    handle: () => new Promise((resolve) => (finish = () => resolve(jsonReply(200, 'done')))),
  },
];

const start = (port = 0) =>
  startHttpServer({ host: '127.0.0.1', port, routes, onFault: (error) => void faults.push(error) });

let server: RunningServer;
beforeAll(async () => void (server = await start()));
afterAll(() => server.close(0));

const ask = (path: string, init: RequestInit = {}) => fetch(`${server.url}${path}`, init);

/** The first line of the answer to bytes sent as they are. */
function statusLine(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(bytes));
    socket.once('data', (chunk) => {
      resolve(chunk.toString().split('\r\n')[0] ?? '');
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

describe('the kit’s server', () => {
  it('answers by method and path, whatever the query', async () => {
    expect(await (await ask('/thing?x=1')).json()).toEqual({ got: true });
    const posted = await ask('/thing?x=1', { method: 'POST', body: 'äö', headers: { 'X-One': 'a' } });
    expect([posted.status, await posted.json()]).toEqual([201, { size: 2 }]);
    expect(seen?.header('x-one')).toBe('a');
    expect(seen?.header('x-none')).toBeUndefined();
    expect([seen?.method, seen?.body, seen?.url.search]).toEqual(['POST', 'äö', '?x=1']);
  });

  it('knows no other address, nor a method of another', async () => {
    expect((await ask('/nothing')).status).toBe(404);
    expect((await ask('/thing/')).status).toBe(404);
    const refused = await ask('/thing', { method: 'DELETE' });
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, POST']);
    expect(await statusLine('GET // HTTP/1.1\r\nhost: x\r\n\r\n')).toContain('404');
    expect(faults).toEqual([]);
  });

  it('takes no body above a megabyte', async () => {
    const fits = await ask('/thing', { method: 'POST', body: 'x'.repeat(1_048_576) });
    expect(fits.status).toBe(201);
    const head = 'POST /thing HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n';
    const chunk = `100001\r\n${'x'.repeat(1_048_577)}\r\n`;
    expect(await statusLine(`${head}${chunk}`)).toContain('413');
  });

  it('says nothing of a fault but that there is one', async () => {
    const reply = await ask('/broken');
    expect([reply.status, await reply.text()]).toEqual([500, '']);
    expect(faults.splice(0)).toEqual([new Error('secret')]);
  });

  it('lets a request under way finish when it closes, and waits for nothing after', async () => {
    const other = await start();
    const reply = fetch(`${other.url}/slow`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const started = performance.now();
    const closed = other.close();
    await expect(fetch(`${other.url}/thing`)).rejects.toThrow();
    finish();
    expect(await (await reply).json()).toBe('done');
    await closed;
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it('cuts a request that does not finish in time', async () => {
    const other = await start();
    const reply = fetch(`${other.url}/slow`);
    reply.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await other.close(20);
    await expect(reply).rejects.toThrow();
  });

  it('does not start on a port in use', async () => {
    await expect(start(server.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('a large body', () => {
  const upload = (bytes: number, authorization: string) =>
    ask('/upload', { method: 'POST', body: 'x'.repeat(bytes), headers: { authorization } });

  it('is read for whom the route admits, who is asked about only then', async () => {
    expect((await upload(1_048_576, 'bad')).status).toBe(201);
    expect(asked).toBe(0);
    expect(await (await upload(2_000_000, 'good')).json()).toEqual({ size: 2_000_000 });
    expect(asked).toBe(1);
    for (const [bytes, who] of [
      [1_048_577, 'bad'],
      [2_000_001, 'good'],
    ] as const)
      expect((await upload(bytes, who).catch(() => ({ status: 413 }))).status).toBe(413);
  });

  it('of anything but UTF-8 is refused', async () => {
    const reply = await ask('/thing', { method: 'POST', body: new Uint8Array([0x22, 0xff, 0x22]) });
    expect(reply.status).toBe(400);
  });
});
