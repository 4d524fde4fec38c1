import { afterAll, describe, expect, it } from '@jest/globals';
import type { RequestListener } from 'node:http';
import { startLocalServer } from '#test/testkit/local-server.ts';
import type { SubgraphFailure } from '../errors.ts';
import { createJsonCaller, type JsonCall } from './json-caller.ts';
import { createTransport } from './transport.ts';
import { createUndiciWire } from './undici-wire.ts';

const wire = createUndiciWire();
afterAll(() => wire.close());

const breaker = { failures: 1000, windowMs: 1, openMs: 1 };
const transport = createTransport({
  wire,
  clock: Date.now,
  limits: { concurrency: 100, waiting: 10, breaker },
});

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

const callAs = createJsonCaller(transport, { timeoutMs: 1000, maxBytes: 2000 });
const call = (one: Partial<JsonCall> & { url: string }) =>
  callAs({ program: one.url, onBehalfOf: 'acme', headers: {}, ...one });

/** What a call to a server with that listener comes to. */
async function callTo(listener: RequestListener, more: Partial<JsonCall> = {}) {
  await using server = await startLocalServer(listener);
  return await call({ url: server.url, ...more }).catch((error: unknown) => error);
}

const answering =
  (text: string, headers: Record<string, string> = {}, status = 200): RequestListener =>
  (_, response) =>
    response.writeHead(status, headers).end(text);

/** Matches the failure with that code, whose detail is for the log. */
const failure = (code: SubgraphFailure['code'], detail = '') =>
  expect.objectContaining({ name: 'SubgraphFailure', code, message: expect.stringContaining(detail) });

describe('a call to another program', () => {
  it('posts JSON, or gets where there is no body', async () => {
    const echo: RequestListener = (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method, headers } = request;
        response.end(
          JSON.stringify({
            method,
            accept: headers.accept,
            x: headers['x-y'],
            body: String(Buffer.concat(chunks)),
          }),
        );
      });
    };
    expect(await callTo(echo, { body: { a: 'ä' }, headers: { 'x-y': '1' } })).toMatchObject({
      status: 200,
      json: { method: 'POST', accept: 'application/json', x: '1', body: '{"a":"ä"}' },
    });
    expect(await callTo(echo)).toMatchObject({ json: { method: 'GET', body: '' } });
  });

  it('gives any status below 500 with its JSON, and null for an empty answer', async () => {
    expect(await callTo(answering('{"e":1}', {}, 404))).toMatchObject({ status: 404, json: { e: 1 } });
    expect(await callTo(answering('', {}, 304))).toMatchObject({ status: 304, json: null });
  });

  it.each([500, 502, 503])('takes status %d for no answer', async (status) => {
    expect(await callTo(answering('{"e":1}', {}, status))).toEqual(
      failure('SUBGRAPH_UNAVAILABLE', String(status)),
    );
  });

  it.each([
    ['text', 'hello'],
    ['a page', '<html></html>'],
    ['JSON cut short', '{"data": {"a"'],
    ['a control character', '\u0000'],
  ])('refuses %s', async (_, text) => {
    expect(await callTo(answering(text))).toEqual(failure('SUBGRAPH_INVALID_RESPONSE', 'no JSON'));
  });

  it('takes an answer of the largest size and refuses one byte more', async () => {
    const fits = JSON.stringify('x'.repeat(1998));
    expect(await callTo(answering(fits))).toMatchObject({ json: 'x'.repeat(1998) });
    expect(await callTo(answering(`${fits} `))).toEqual(failure('SUBGRAPH_INVALID_RESPONSE', '2000 bytes'));
  });

  it('ends an answer without an end as soon as it is too large', async () => {
    const connection = { closed: false };
    const endless: RequestListener = (_, response) => {
      const timer = setInterval(() => response.write('x'.repeat(500)), 1);
      response.on('close', () => {
        connection.closed = true;
        clearInterval(timer);
      });
    };
    await using server = await startLocalServer(endless);
    const result = call({ url: server.url });
    await expect(result).rejects.toMatchObject({ code: 'SUBGRAPH_INVALID_RESPONSE' });
    for (let wait = 0; wait < 100 && !connection.closed; wait += 1) await pause(10);
    expect(connection.closed).toBe(true);
  });

  it('waits no longer than the limit for the first byte, nor for the last', async () => {
    const silent: RequestListener = () => undefined;
    const dripping: RequestListener = (_, response) => void response.write('{');
    for (const listener of [silent, dripping]) {
      const started = performance.now();
      expect(await callTo(listener)).toEqual(failure('SUBGRAPH_TIMEOUT', '1000 ms'));
      expect(performance.now() - started).toBeLessThan(4000);
    }
  });

  it('refuses an answer that breaks off', async () => {
    const broken: RequestListener = (_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('{"a":');
      setTimeout(() => response.destroy(), 10);
    };
    expect(await callTo(broken)).toEqual(failure('SUBGRAPH_UNAVAILABLE'));
    expect(await callTo((request) => request.socket.destroy())).toEqual(failure('SUBGRAPH_UNAVAILABLE'));
  });

  it('follows no redirect', async () => {
    let reached = false;
    await using elsewhere = await startLocalServer((_, response) => {
      reached = true;
      response.end('{}');
    });
    const moved = await callTo(answering('{}', { location: elsewhere.url }, 307), { body: {} });
    expect(moved).toEqual(failure('SUBGRAPH_UNAVAILABLE'));
    expect(reached).toBe(false);
  });

  it('says that nobody listens', async () => {
    const { url, ...server } = await startLocalServer(() => undefined);
    await server[Symbol.asyncDispose]();
    await expect(call({ url })).rejects.toEqual(failure('SUBGRAPH_UNAVAILABLE'));
  });

  it('asks once more when a connection is cut before an answer, as a kept one may be', async () => {
    let asked = 0;
    const first: RequestListener = (request, response) => {
      asked += 1;
      if (asked === 1) request.socket.destroy();
      else response.end('{"well":true}');
    };
    expect(await callTo(first, { body: {} })).toMatchObject({ json: { well: true } });
    expect(asked).toBe(2);
  });

  it('uses its connections again', async () => {
    const ports = new Set<number | undefined>();
    await using server = await startLocalServer((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('{}');
    });
    for (let turn = 0; turn < 10; turn += 1) await call({ url: server.url, body: {} });
    // The pool may open a second one when a call comes before the last has been put back.
    expect(ports.size).toBeLessThanOrEqual(2);
  });

  it('is not held up by calls to a program that is slow', async () => {
    await using slow = await startLocalServer(() => undefined);
    await using quick = await startLocalServer(answering('{}'));
    const waiting = Array.from({ length: 100 }, () => call({ url: slow.url }));
    const done = Promise.allSettled(waiting);
    await expect(call({ url: quick.url })).resolves.toMatchObject({ json: {} });
    await done;
  });
});
