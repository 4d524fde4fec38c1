import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { NotReached } from '../errors.ts';
import { createUndiciWire, WIRE_LIMITS } from './undici-wire.ts';
import type { Wire, WireAnswer, WireCall } from './wire.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of cleanUp.splice(0).reverse()) await end();
});

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function until(condition: () => boolean): Promise<void> {
  for (let wait = 0; wait < 800 && !condition(); wait += 1) await pause(10);
  expect(condition()).toBe(true);
}

/** A program that speaks bytes. `sockets` are the open connections on which something was asked. */
async function startProgram(speak: (socket: Socket, request: string) => void) {
  const sockets = new Set<Socket>();
  const all = new Set<Socket>();
  const server = createServer((socket) => {
    all.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (bytes) => {
      sockets.add(socket);
      speak(socket, bytes.toString());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUp.push(() => {
    for (const socket of all) socket.destroy();
    return new Promise((done) => server.close(done));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, sockets };
}

function newWire(limits: Partial<typeof WIRE_LIMITS> = {}): Wire {
  const wire = createUndiciWire({ ...WIRE_LIMITS, ...limits });
  cleanUp.push(() => wire.close());
  return wire;
}

const MEGABYTE = 1_048_576;
const callOf = (url: string, more: Partial<WireCall> = {}): WireCall => ({
  program: 'harbor',
  url,
  headers: {},
  body: '{"query":"{ a }"}',
  timeoutMs: 10_000,
  maxBytes: MEGABYTE,
  ...more,
});

const whole = (text: string) =>
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
const WELL = whole('{"data":1}');
const textOf = ({ body }: WireAnswer) => Buffer.from(body).toString();

/** The trouble a program can make, and what it costs whoever asked. */
const troubles: [string, (socket: Socket) => void, string][] = [
  ['accepts and never answers', () => undefined, 'SUBGRAPH_TIMEOUT'],
  ['sends half its headers', (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-ty'), 'SUBGRAPH_TIMEOUT'],
  [
    'drips its answer',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n');
      const timer = setInterval(() => socket.write(' '), 20);
      socket.on('close', () => clearInterval(timer));
    },
    'SUBGRAPH_TIMEOUT',
  ],
  [
    'sends garbage',
    (socket) => socket.write('\u0000\u0001 not HTTP at all\r\n\r\n'),
    'SUBGRAPH_INVALID_RESPONSE',
  ],
  [
    'sends endless headers',
    (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}`),
    'SUBGRAPH_INVALID_RESPONSE',
  ],
  [
    'says that 100 MB come',
    (socket) => socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${100 * MEGABYTE}\r\n\r\n`),
    'SUBGRAPH_INVALID_RESPONSE',
  ],
  [
    'sends 100 MB without saying so',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
      const part = `100000\r\n${' '.repeat(MEGABYTE)}\r\n`;
      for (let sent = 0; sent < 100 && !socket.destroyed; sent += 1) socket.write(part);
    },
    'SUBGRAPH_INVALID_RESPONSE',
  ],
  [
    'compresses unasked',
    (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc'),
    'SUBGRAPH_INVALID_RESPONSE',
  ],
  [
    'resets in the middle',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"data":');
      setTimeout(() => socket.resetAndDestroy(), 20);
    },
    'SUBGRAPH_UNAVAILABLE',
  ],
  ['hangs up', (socket) => socket.destroy(), 'SUBGRAPH_UNAVAILABLE'],
  [
    'redirects',
    (socket) =>
      socket.write('HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n'),
    'SUBGRAPH_UNAVAILABLE',
  ],
];

describe('the wire', () => {
  it('gives status, type and bytes', async () => {
    const seen: string[] = [];
    const { url } = await startProgram((socket, request) => {
      seen.push(request);
      socket.write(WELL);
    });
    const answer = await newWire().call(callOf(url, { headers: { 'x-y': '1' } }));
    expect([answer.status, answer.contentType, textOf(answer)]).toEqual([
      200,
      'application/json',
      '{"data":1}',
    ]);
    expect(seen.join('')).toMatch(/^POST \/graphql HTTP\/1\.1\r\n[^]*x-y: 1\r\n[^]*\{"query":"\{ a \}"\}$/);
  });

  it.each(troubles)(
    'costs one call its answer when a program %s, and lets go of the connection',
    async (...of) => {
      const [, speak, code] = of;
      const { url, sockets } = await startProgram(speak);
      const started = performance.now();
      await expect(newWire().call(callOf(url, { timeoutMs: 400 }))).rejects.toMatchObject({ code });
      expect(performance.now() - started).toBeLessThan(4000);
      if (code === 'SUBGRAPH_TIMEOUT') expect(performance.now() - started).toBeGreaterThan(350);
      await until(() => sockets.size === 0);
    },
  );

  it('delays nobody else while programs are in every trouble at once', async () => {
    const well = await startProgram((socket) => socket.write(WELL));
    const troubled = await Promise.all(troubles.map(([, speak]) => startProgram(speak)));
    const wire = newWire();
    await wire.call(callOf(well.url, { program: 'acme' }));
    const failing = troubled.flatMap(({ url }, index) =>
      Array.from({ length: 10 }, () =>
        wire.call(callOf(url, { program: `troubled-${index}`, timeoutMs: 1500 })),
      ),
    );
    const ended = Promise.allSettled(failing);
    const times: number[] = [];
    for (let turn = 0; turn < 20; turn += 1) {
      const started = performance.now();
      expect(textOf(await wire.call(callOf(well.url, { program: 'acme' })))).toBe('{"data":1}');
      times.push(performance.now() - started);
    }
    expect((await ended).every(({ status }) => status === 'rejected')).toBe(true);
    expect(times.sort((a, b) => a - b)[10]).toBeLessThan(700);
  });

  it('tells a program that was not reached from one that broke off', async () => {
    const gone = await startProgram((socket) => socket.destroy());
    const broken = await startProgram((socket) =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{'),
    );
    const failureOf = (url: string) =>
      newWire()
        .call(callOf(url))
        .catch((error: unknown) => error);
    expect(await failureOf(gone.url)).toBeInstanceOf(NotReached);
    expect(await failureOf('http://127.0.0.1:1/graphql')).toBeInstanceOf(NotReached);
    expect(await failureOf(broken.url)).not.toBeInstanceOf(NotReached);
  });

  it('sends nothing for a call whose time was up before its connection came', async () => {
    const seen: string[] = [];
    const { url } = await startProgram((socket, request) => {
      seen.push(request);
      setTimeout(() => socket.write(WELL), 300);
    });
    const wire = newWire({ connections: 1 });
    const first = wire.call(callOf(url, { body: '"first"' }));
    await expect(wire.call(callOf(url, { body: '"second"', timeoutMs: 50 }))).rejects.toMatchObject({
      code: 'SUBGRAPH_TIMEOUT',
    });
    await first;
    await pause(50);
    expect(seen.join('')).toContain('"first"');
    expect(seen.join('')).not.toContain('"second"');
  });

  it('ends connections that nobody has used for a while', async () => {
    const { url, sockets } = await startProgram((socket) => socket.write(WELL));
    await newWire({ idleMs: 1200 }).call(callOf(url));
    expect(sockets.size).toBe(1);
    await until(() => sockets.size === 0);
  });

  it('keeps connections to no more programs than it may, the last asked', async () => {
    const programs = await Promise.all(
      Array.from({ length: 6 }, () => startProgram((socket) => socket.write(WELL))),
    );
    const wire = newWire({ programs: 2 });
    for (const [index, { url }] of programs.entries()) await wire.call(callOf(url, { program: `p${index}` }));
    const connected = () => programs.map(({ sockets }) => sockets.size);
    await until(() => connected().join('') === '000011');
  });

  it('leaves a program’s old address for its new one, and lets calls under way there end', async () => {
    const old = await startProgram((socket) => setTimeout(() => socket.write(WELL), 150));
    const moved = await startProgram((socket) => socket.write(whole('"moved"')));
    const wire = newWire();
    const slow = wire.call(callOf(old.url));
    await until(() => old.sockets.size === 1);
    expect(textOf(await wire.call(callOf(moved.url)))).toBe('"moved"');
    expect(textOf(await slow)).toBe('{"data":1}');
    await until(() => old.sockets.size === 0);
    expect(moved.sockets.size).toBe(1);
  });

  it('refuses an address that is none', async () => {
    await expect(newWire().call(callOf('not a url'))).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
  });
});
