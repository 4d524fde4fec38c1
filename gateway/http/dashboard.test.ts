import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDashboard } from './dashboard.ts';
import type { RunningHttp } from './server.ts';
import { startSite, type Site } from './testing/test-http.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'agent-network-dashboard-'));
const dist = path.join(folder, 'dist');
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

let site: Site;
let http: RunningHttp;
beforeAll(async () => {
  site = await startSite();
  http = await site.start({ dashboard: createDashboard(dist) });
});
afterAll(async () => {
  await Promise.all([http.close(0), site.http.close(0)]);
  rmSync(folder, { recursive: true, force: true });
});

async function get(address: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${http.url}${address}`, { headers, redirect: 'manual' });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

function write(html: string, seconds: number) {
  mkdirSync(path.join(dist, 'assets'), { recursive: true });
  writeFileSync(path.join(dist, 'assets', 'index-abc.js'), 'console.log("all of it")');
  writeFileSync(path.join(dist, 'notes.txt'), 'not for serving');
  writeFileSync(path.join(folder, 'secret.js'), 'secret');
  writeFileSync(path.join(dist, 'index.html'), html);
  utimesSync(path.join(dist, 'index.html'), seconds, seconds);
}

describe('a dashboard that is not built', () => {
  it('says so plainly', async () => {
    const reply = await get('/');
    expect([reply.status, reply.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8']);
    expect(reply.text).toContain('npm run build');
    expect((await get('/assets/index-abc.js')).status).toBe(404);
  });
});

describe('a dashboard', () => {
  beforeAll(() => write('<html>first', 1000));

  it('is a page that nobody keeps, under a policy without a hole', async () => {
    const { status, headers, text } = await get('/', BROWSER);
    expect([status, text, headers.get('cache-control')]).toEqual([200, '<html>first', 'no-store']);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:|nonce|sha256/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('is the same page under every path that a browser opens, and no program’s answer', async () => {
    expect(await get('/teams/acme-rollout/threads/rollout-status', BROWSER)).toMatchObject({
      text: '<html>first',
    });
    expect((await get('/teams/acme-rollout')).status).toBe(404);
    expect((await get('/teams/x.js', BROWSER)).status).toBe(404);
    const posted = await fetch(`${http.url}/teams/x`, { method: 'POST', headers: BROWSER });
    expect(posted.status).toBe(404);
  });

  it('has files that may be kept for ever, compressed where that is accepted', async () => {
    const plain = await get('/assets/index-abc.js', { 'accept-encoding': 'identity' });
    expect(plain).toMatchObject({ status: 200, text: 'console.log("all of it")' });
    expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(plain.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    const raw = await site.raw(
      'GET /assets/index-abc.js HTTP/1.1\r\nhost: x\r\naccept-encoding: gzip\r\nconnection: close\r\n\r\n',
      http.port,
    );
    expect(raw).toContain('content-encoding: gzip');
    expect(gunzipSync(Buffer.from(await zipped())).toString()).toBe('console.log("all of it")');
  });

  it.each([
    ...['/../secret.js', '/assets/../../secret.js', '/%2e%2e/secret.js', '/assets/..%2f..%2fsecret.js'],
    ...['/..\\secret.js', '/assets/%00.js', '/notes.txt', '/index.html', '/assets', '/assets/'],
  ])('serves nothing but its files: %s', async (address) => {
    const raw = await site.raw(`GET ${address} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`, http.port);
    expect(raw).toMatch(/^HTTP\/1\.1 40[04]/);
    expect(raw).not.toContain('secret');
  });

  it('leaves the graph’s addresses alone', async () => {
    expect((await get('/graphql', BROWSER)).text).toContain('sandbox');
    expect((await get('/graphiql', BROWSER)).text).toContain('graphiql');
    expect((await get('/health')).text).toBe('{"status":"up"}');
  });

  it('is the new one as soon as it is built anew', async () => {
    write('<html>second', 2000);
    expect((await get('/', BROWSER)).text).toBe('<html>second');
  });
});

/** The file's bytes as they are sent to whoever accepts them compressed. */
async function zipped(): Promise<Uint8Array> {
  const reply = await createDashboard(dist).file('/assets/index-abc.js', 'gzip, br');
  return typeof reply?.body === 'string' ? Buffer.from(reply.body) : (reply?.body ?? new Uint8Array());
}
