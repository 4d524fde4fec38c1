import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createEventWire } from './event-wire.ts';
import type { Resolve } from './public-lookup.ts';
import { createUndiciWire, WIRE_LIMITS } from './undici-wire.ts';

let asked = 0;
const server = createServer((_, response) => {
  asked += 1;
  response.end('{}');
});
beforeAll(() => new Promise<void>((done) => void server.listen(0, '127.0.0.1', () => done())));
afterAll(() => new Promise<void>((done) => void server.close(() => done())));
/** Every name leads to this machine. */
const resolve: Resolve = (_name, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]);
const guard = { allows: (program: string) => program === ':shared', resolve };
const wire = createUndiciWire(WIRE_LIMITS, guard);
const events = createEventWire(guard);
afterAll(() => Promise.all([wire.close(), events.close()]));

const limits = { headers: {}, timeoutMs: 3000, maxBytes: 1000 };
const ways: [string, (program: string, url: string) => Promise<unknown>][] = [
  ['wire', (program, url) => wire.call({ program, url, ...limits })],
  [
    'wire of streams',
    (program, url) => events.open({ program, url, ...limits, body: '', signal: AbortSignal.timeout(5000) }),
  ],
];

describe.each(ways)('a guarded %s', (_way, call) => {
  it('asks nobody in here, by whatever name', async () => {
    const { port } = server.address() as AddressInfo;
    const before = asked;
    for (const host of ['127.0.0.1', 'localhost', '2130706433', '[::ffff:127.0.0.1]'])
      for (const protocol of ['http', 'https'])
        await expect(call('acme', `${protocol}://${host}:${port}/`)).rejects.toThrow('registered address');
    expect(asked).toBe(before);
  });

  it('connects to no name that leads in here', async () => {
    const { port } = server.address() as AddressInfo;
    const before = asked;
    await expect(call('acme', `https://subgraph.example:${port}/`)).rejects.toThrow('private network');
    expect(asked).toBe(before);
  });

  it('asks what the network itself runs, wherever that is', async () => {
    const { port } = server.address() as AddressInfo;
    const before = asked;
    // What comes back is no stream, and yet it was asked.
    await call(':shared', `http://127.0.0.1:${port}/`).catch(() => undefined);
    expect(asked).toBe(before + 1);
  });
});
