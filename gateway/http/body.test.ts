import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createBodyReceiver } from './body.ts';

let server: Server;
let url = '';
let asked: (string | undefined)[] = [];
const waiting: (() => void)[] = [];

beforeAll(async () => {
  const read = createBodyReceiver({
    maxBodyBytes: 100,
    admitLarge: (authorization) => {
      asked.push(authorization);
      return Promise.resolve(authorization === undefined ? null : { company: authorization, maxBytes: 1000 });
    },
  });
  server = createServer((incoming, outgoing) => {
    void read(incoming).then((body) => {
      if (typeof body === 'string') return void outgoing.writeHead(413, body, { connection: 'close' }).end();
      const answer = () => {
        body.done();
        outgoing.end(String(body.bytes.length));
      };
      if (incoming.url === '/wait') waiting.push(answer);
      else answer();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

async function send(bytes: number, company?: string, path = '/') {
  const body = 'x'.repeat(bytes);
  const headers: Record<string, string> = company === undefined ? {} : { authorization: company };
  const reply = await fetch(`${url}${path}`, { method: 'POST', body, headers });
  return reply.status === 200 ? Number(await reply.text()) : reply.statusText;
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
    expect(await send(101)).toBe('too large');
    expect(await send(1000, 'acme')).toBe(1000);
    expect(await send(1001, 'acme')).toBe('too large');
    expect(asked).toEqual([undefined, 'acme', 'acme']);
  });

  it('may be large for two requests of a company at once, whatever others do', async () => {
    const first = [send(500, 'acme', '/wait'), send(500, 'acme', '/wait')];
    await until(() => waiting.length === 2);
    expect(await send(500, 'acme')).toBe('too many');
    expect(await send(100, 'acme')).toBe(100);
    expect(await send(500, 'harbor')).toBe(500);
    for (const answer of waiting.splice(0)) answer();
    expect(await Promise.all(first)).toEqual([500, 500]);
    expect(await send(500, 'acme')).toBe(500);
  });
});
