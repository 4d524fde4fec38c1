import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createBodyReader } from './body.ts';

let server: Server;
let url = '';
let asked: (string | undefined)[] = [];
const waiting: (() => void)[] = [];

beforeAll(async () => {
  const read = createBodyReader({
    maxBodyBytes: 100,
    admitLarge: (authorization) => {
      asked.push(authorization);
      return Promise.resolve(authorization === undefined ? null : { company: authorization, maxBytes: 1000 });
    },
  });
  server = createServer((incoming, outgoing) => {
    void read(incoming).then((body) => {
      if ('refused' in body) return void outgoing.writeHead(body.refused, { connection: 'close' }).end();
      const answer = () => {
        body.done();
        outgoing.end(String(body.text.length));
      };
      if (incoming.url === '/wait') waiting.push(answer);
      else answer();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

async function send(bytes: number | Uint8Array, company?: string, path = '/') {
  const body = typeof bytes === 'number' ? 'x'.repeat(bytes) : Buffer.from(bytes);
  const headers: Record<string, string> = company === undefined ? {} : { authorization: company };
  const reply = await fetch(`${url}${path}`, { method: 'POST', body, headers });
  return reply.status === 200 ? Number(await reply.text()) : `refused ${reply.status}`;
}
async function until(condition: () => boolean) {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a body', () => {
  it('of the usual size is read without asking who sends it', async () => {
    asked = [];
    expect(await send(100)).toBe(100);
    expect(asked).toEqual([]);
  });

  it('that is larger is read for callers alone, up to their limit', async () => {
    asked = [];
    expect(await send(101)).toBe('refused 413');
    expect(await send(1000, 'acme')).toBe(1000);
    expect(await send(1001, 'acme')).toBe('refused 413');
    expect(asked).toEqual([undefined, 'acme', 'acme']);
  });

  it('that is no UTF-8 is refused', async () => {
    expect(await send(new Uint8Array([0x22, 0xff, 0x22]))).toBe('refused 400');
  });

  it('may be large for two requests of a company at once, whatever others do', async () => {
    const first = [send(500, 'acme', '/wait'), send(500, 'acme', '/wait')];
    await until(() => waiting.length === 2);
    expect(await send(500, 'acme')).toBe('refused 429');
    expect(await send(100, 'acme')).toBe(100);
    expect(await send(500, 'harbor')).toBe(500);
    for (const answer of waiting.splice(0)) answer();
    expect(await Promise.all(first)).toEqual([500, 500]);
    expect(await send(500, 'acme')).toBe(500);
  });
});
