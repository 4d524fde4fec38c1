import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createUndiciWire, WIRE_LIMITS } from './undici-wire.ts';

let asked = 0;
const server = createServer((_, response) => {
  asked += 1;
  response.end('{}');
});
beforeAll(() => new Promise<void>((done) => void server.listen(0, '127.0.0.1', () => done())));
afterAll(() => new Promise<void>((done) => void server.close(() => done())));
const wire = createUndiciWire(WIRE_LIMITS, { allows: (program) => program === ':shared' });
afterAll(() => wire.close());

const call = (program: string, url: string) =>
  wire.call({ program, url, headers: {}, timeoutMs: 3000, maxBytes: 1000 });

describe('a guarded wire', () => {
  it('asks nobody in here, by whatever name', async () => {
    const { port } = server.address() as AddressInfo;
    for (const host of ['127.0.0.1', 'localhost', '2130706433', '[::ffff:127.0.0.1]'])
      for (const protocol of ['http', 'https'])
        await expect(call('acme', `${protocol}://${host}:${port}/`)).rejects.toThrow('registered address');
    expect(asked).toBe(0);
  });

  it('asks what the network itself runs, wherever that is', async () => {
    const { port } = server.address() as AddressInfo;
    expect(await call(':shared', `http://127.0.0.1:${port}/`)).toMatchObject({ status: 200 });
  });
});
