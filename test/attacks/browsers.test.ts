import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readReturn } from '#gateway/sign-in/return-rules.ts';
import { createBrowserLike, type BrowserLike } from '#test/testkit/browser-like.ts';
import { sendRaw } from '#test/testkit/raw-http.ts';
import { startSignInSite, type SignInSite } from '#test/testkit/sign-in-site.ts';

let site: SignInSite;
beforeAll(async () => void (site = await startSignInSite()), 60_000);
afterAll(async () => site[Symbol.asyncDispose]());

let victim: BrowserLike;
beforeEach(() => void (victim = createBrowserLike()));

const EVIL = 'https://attacker.test';
const atOurs = (address: string) => address.startsWith(`${site.url}/signed-in`);

/** As far as the issuer's answer: where a browser stands that has chosen who it is. */
async function choose(browser: BrowserLike, company: string, subject: string, to = '/') {
  const search = new URLSearchParams({ company, to }).toString();
  const page = await browser.open(`${site.url}/auth/sign-in?${search}`);
  return new URL((await browser.submit(page.address, { subject }, atOurs)).address);
}
const finish = (browser: BrowserLike, search: string) => browser.post(`${site.url}/auth/session`, { search });
const refresh = (browser: BrowserLike) => browser.post(`${site.url}/auth/token`, {});

/** Signs the victim in, honestly; what it is given has to be its own. */
async function signIn(browser: BrowserLike, to?: string) {
  const { search } = await choose(browser, 'acme', 'project-lead', to);
  const { json } = await finish(browser, search);
  expect(json).toMatchObject({ token: expect.any(String) });
  return json;
}

describe('a victim is not signed in as the attacker', () => {
  it('by the attacker’s own answer of its issuer', async () => {
    const { search } = await choose(createBrowserLike(), 'nimbus', 'platform-lead');
    expect((await finish(victim, search)).json).toEqual({ token: null });
    expect((await refresh(victim)).json).toEqual({ token: null });
    await signIn(victim);
  });

  it('by the attacker’s code under the victim’s own state, or its own code under another’s', async () => {
    const theirs = await choose(createBrowserLike(), 'acme', 'project-lead');
    const own = await choose(victim, 'acme', 'project-lead');
    const cookies = new Map(victim.cookies);
    for (const [code, state] of [
      [theirs, own],
      [own, theirs],
    ] as const) {
      const search = new URLSearchParams(own.search);
      search.set('code', code.searchParams.get('code') ?? '');
      search.set('state', state.searchParams.get('state') ?? '');
      for (const [name, cookie] of cookies) victim.cookies.set(name, cookie);
      expect((await finish(victim, search.toString())).json).toEqual({ token: null });
    }
    await signIn(createBrowserLike());
  });

  it.each<[string, (search: URLSearchParams) => void]>([
    ['without a state', (search) => search.delete('state')],
    ['with two states', (search) => search.append('state', 'another')],
    ['with two codes', (search) => search.append('code', 'another')],
    ['without a code', (search) => search.delete('code')],
    ['of another issuer', (search) => search.set('iss', `${EVIL}/acme`)],
    ['that is an error as well', (search) => search.set('error', 'access_denied')],
    ['that brings its token along', (search) => search.set('id_token', 'e30.e30.e30')],
  ])('by an answer %s', async (_, change) => {
    const { searchParams } = await choose(victim, 'acme', 'project-lead');
    change(searchParams);
    expect((await finish(victim, searchParams.toString())).json).toEqual({ token: null });
    expect((await refresh(victim)).json).toEqual({ token: null });
    await signIn(createBrowserLike());
  });

  it.each([
    ['no map', '[]'],
    ['no text', '{"search":{"state":"x"}}'],
    ['far too long', JSON.stringify({ search: 'x'.repeat(5000) })],
    ['a prototype', '{"__proto__":{"search":"?code=x"}}'],
    ['no JSON', '{'],
  ])('by a body that is %s', async (_, body) => {
    await choose(victim, 'acme', 'project-lead');
    const cookie = [...victim.cookies]
      .map(([name, value]) => `${name}=${value.split(';', 1)[0] ?? ''}`)
      .join('; ');
    const headers = { cookie, 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' };
    const response = await fetch(`${site.url}/auth/session`, { method: 'POST', headers, body });
    expect([response.status, await response.json()]).toEqual([200, { token: null }]);
    await signIn(createBrowserLike());
  });
});

describe('a cookie', () => {
  it('of one kind, one gateway or one sitting is no other', async () => {
    await choose(victim, 'acme', 'project-lead');
    const [[flowName, flow] = ['', '']] = [...victim.cookies].filter(([name]) => name.endsWith('-sign-in'));
    await signIn(victim);
    const [[sessionName, session] = ['', '']] = [...victim.cookies].filter(([name]) =>
      name.endsWith('-session'),
    );
    expect([flowName, sessionName].includes('')).toBe(false);
    for (const [name, value] of [
      [sessionName, flow],
      [sessionName, session.replace(/.{8};/, 'AAAAAAAA;')],
      [sessionName, 'e30.e30.e30.e30.e30'],
      [sessionName, 'x'.repeat(5000)],
      ['agent-network-session', session],
      [`x${sessionName}`, session],
    ] as const) {
      const browser = createBrowserLike();
      browser.cookies.set(name, value.includes('Path=') ? value : `${value}; Path=/auth`);
      expect((await refresh(browser)).json).toEqual({ token: null });
    }
    expect((await refresh(victim)).json).toMatchObject({ token: expect.any(String) });
  });

  it('is for this site’s own requests alone, at the addresses that need it, and for no script', async () => {
    await choose(victim, 'acme', 'project-lead');
    const flow = [...victim.cookies].filter(([name]) => name.endsWith('-sign-in'));
    await signIn(victim);
    const cookies = [...flow, ...[...victim.cookies].filter(([name]) => name.endsWith('-session'))];
    expect(cookies).toHaveLength(2);
    for (const [, cookie] of cookies)
      expect(
        cookie
          .split('; ')
          .slice(1)
          .map((part) => part.replace(/=\d+$/, '=n'))
          .sort(),
      ).toEqual(['HttpOnly', 'Max-Age=n', 'Path=/auth', 'SameSite=Strict']);
  });
});

describe('a page of another site', () => {
  const paths = ['/auth/session', '/auth/token', '/auth/sign-out'];
  const simple: readonly Record<string, string>[] = [
    { 'content-type': 'text/plain' },
    { 'content-type': 'text/plain; application/json' },
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'multipart/form-data; boundary=x' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { origin: EVIL },
    { origin: 'null' },
    { origin: 'http://127.0.0.1' },
  ];

  it('can have the victim’s session do nothing, by no simple request', async () => {
    await signIn(victim);
    for (const path of paths)
      for (const headers of simple) {
        const { status, json } = await victim.post(site.url + path, {}, headers);
        expect([path, headers, status, json['token']]).toEqual([path, headers, 403, undefined]);
      }
    expect((await refresh(victim)).json).toMatchObject({ token: expect.any(String) });
  });

  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH'])('can use no other method: %s', async (method) => {
    for (const path of paths) {
      const response = await fetch(site.url + path, { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    }
  });

  it('is given leave to read nothing', async () => {
    for (const path of [...paths, '/auth/sign-in?company=acme'])
      for (const method of ['OPTIONS', 'POST'])
        for (const origin of [EVIL, 'null', `${site.url}.attacker.test`]) {
          const headers = {
            origin,
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'content-type',
          };
          const response = await fetch(site.url + path, { method, headers, redirect: 'manual' }).catch(
            () => null,
          );
          const allowed = [...(response?.headers.keys() ?? [])].filter((name) =>
            name.startsWith('access-control'),
          );
          expect([path, method, origin, allowed]).toEqual([path, method, origin, []]);
        }
  });
});

describe('after signing in nobody is led', () => {
  it.each([
    ['https://attacker.test'],
    ['//attacker.test'],
    ['///attacker.test'],
    ['/\\attacker.test'],
    ['\\\\attacker.test'],
    ['/.//attacker.test'],
    ['/a/..//attacker.test'],
    ['/%2e//attacker.test'],
    ['/\t/attacker.test'],
    ['/\n/attacker.test'],
    ['javascript:alert(1)'],
    ['data:text/html,x'],
    ['@attacker.test'],
    ['.attacker.test'],
    [':80/'],
    ['/auth/sign-out'],
    ['/./auth/sign-in?company=nimbus'],
    ['/%0d%0aset-cookie:x=1//'],
    ['/\u2028/attacker.test'],
    ['/\uff0fattacker.test'],
  ])('away by %j', (to) => expect(readReturn(to)).toBe('/'));

  it('away, as the gateway itself answers', async () => {
    for (const to of ['https://attacker.test', '/.//attacker.test', '/./auth/sign-in?company=nimbus'])
      expect((await signIn(createBrowserLike(), to))['to']).toBe('/');
    expect((await signIn(victim, '/teams/acme-rollout'))['to']).toBe('/teams/acme-rollout');
  });

  it('nor away by the name that the gateway is asked for', async () => {
    const address = '/auth/sign-in?company=acme';
    const asked = `GET ${address} HTTP/1.1\r\nhost: attacker.test\r\nx-forwarded-host: attacker.test\r\nconnection: close\r\n\r\n`;
    const { text, statuses } = await sendRaw(site.url, asked);
    expect(statuses).toEqual([302]);
    expect(text).toContain(`location: ${site.url}${address}\r\n`);
    expect(text).not.toMatch(/set-cookie|attacker/i);
  });
});
