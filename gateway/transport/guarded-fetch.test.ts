import { createServer, type RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createGuardedFetch, type GuardedFetch } from './guarded-fetch.ts';
import { createPublicLookup, type Resolve } from './public-lookup.ts';

const asked: string[] = [];
const answer: RequestListener = ({ url = '' }, response) => {
  asked.push(url);
  if (url === '/moved') response.writeHead(302, { location: '/jwks' }).end();
  else if (url === '/huge') response.end(`"${'x'.repeat(2_000_000)}"`);
  else if (url === '/packed')
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(`"${'x'.repeat(2_000_000)}"`));
  else response.end('{"keys":[]}');
};
const server = createServer(answer);
const opened: GuardedFetch[] = [];
let origin = '';
beforeAll(async () => {
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', () => done()));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await Promise.all(opened.map((guarded) => guarded.close()));
  await new Promise<void>((done) => void server.close(() => done()));
});

function open(guard: Parameters<typeof createGuardedFetch>[0]): GuardedFetch['fetch'] {
  const guarded = createGuardedFetch(guard);
  opened.push(guarded);
  return guarded.fetch;
}

/** Answers names in turn; the last answer stays. */
function resolver(...answers: readonly string[][]): Resolve & { readonly names: string[] } {
  const names: string[] = [];
  const resolve: Resolve = (name, _, callback) => {
    const addresses = answers[Math.min(names.length, answers.length - 1)] ?? [];
    names.push(name);
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return Object.assign(resolve, { names });
}

const causeOf = (error: unknown) => String((error as { cause?: unknown }).cause ?? error);

describe('what a company registers of its issuer', () => {
  it.each([['127.0.0.1'], ['10.1.2.3'], ['169.254.169.254'], ['::1'], ['fd00::1']])(
    'is not fetched where its name leads to %s',
    async (address) => {
      const resolve = resolver(['93.184.216.34', address]);
      const fault = await open({ allowPrivate: false, resolve })('https://issuer.example/jwks').catch(
        causeOf,
      );
      expect(fault).toContain('private network');
      expect(resolve.names).toEqual(['issuer.example']);
    },
  );

  it('is not fetched over http, from an address in here, or with a password in it', async () => {
    const resolve = resolver(['93.184.216.34']);
    const fetch = open({ allowPrivate: false, resolve });
    for (const url of [
      origin,
      `https://127.0.0.1:1/`,
      'https://a:b@issuer.example/',
      'http://issuer.example',
    ])
      await expect(fetch(url)).rejects.toThrow('registered address');
    expect(resolve.names).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('is judged at each connection anew, and connected to where it was judged', () => {
    const lookup = createPublicLookup(resolver(['93.184.216.34'], ['127.0.0.1']));
    const found: unknown[] = [];
    for (let time = 0; time < 2; time += 1)
      lookup('issuer.example', {}, (error, address) => void found.push(error?.message ?? address));
    expect(found).toEqual(['93.184.216.34', 'its name leads into a private network']);
  });

  it('is where it is, in a network of one’s own; a redirect leads nowhere there either', async () => {
    const fetch = open({ allowPrivate: true });
    expect(await (await fetch(`${origin}/jwks`)).json()).toEqual({ keys: [] });
    await expect(fetch(`${origin}/moved`, { redirect: 'follow' })).rejects.toThrow();
    expect(asked).toEqual(['/jwks', '/moved']);
  });

  it.each(['/huge', '/packed'])('is no larger than any such document: %s', async (path) => {
    const fetch = open({ allowPrivate: true });
    await expect(fetch(origin + path).then((response) => response.text())).rejects.toThrow();
  });
});
