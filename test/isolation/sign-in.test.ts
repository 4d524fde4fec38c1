import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { createBrowserLike, type BrowserLike } from '../testkit/browser-like.ts';
import { startSignInSite, type SignInSite } from '../testkit/sign-in-site.ts';

let site: SignInSite;
beforeAll(async () => void (site = await startSignInSite()));
afterAll(async () => site[Symbol.asyncDispose]());

let browser: BrowserLike;
beforeEach(() => {
  browser = createBrowserLike();
  site.ahead = 0;
  site.unknown.clear();
});

const atOurs = (address: string) => address.startsWith(`${site.url}/signed-in`);

/** As far as the company's own page. */
async function begin(company: string, to = '/') {
  const search = new URLSearchParams({ company, to }).toString();
  return browser.open(`${site.url}/auth/sign-in?${search}`);
}

/** As far as the issuer's answer. */
async function choose(company: string, subject: string, to?: string) {
  const page = await begin(company, to);
  return browser.submit(page.address, { subject }, atOurs);
}

async function signIn(company: string, subject: string, to?: string) {
  const { address } = await choose(company, subject, to);
  return browser.post(`${site.url}/auth/session`, { search: new URL(address).search });
}

const refresh = () => browser.post(`${site.url}/auth/token`, {});

describe('a person who signs in', () => {
  it('chooses from the people of the own company alone, and no agent', async () => {
    const { status, text } = await begin('acme');
    expect(status).toBe(200);
    expect(text).toContain('Dana Whitfield');
    expect(text).toContain('Ruben Castillo');
    expect(text).not.toMatch(/Agent<|Tomas|Harbor|<script/);
  });

  it('gets a token of the own issuer, for the gateway and the own company, and comes back to where it was', async () => {
    const { status, json } = await signIn('acme', 'project-lead', '/teams/acme-rollout');
    expect([status, json['to']]).toEqual([200, '/teams/acme-rollout']);
    const token = String(json['token']);
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'EdDSA' });
    expect(decodeJwt(token)).toMatchObject({
      sub: 'project-lead',
      kind: 'person',
      name: 'Dana Whitfield',
      aud: ['agent-network:gateway', 'agent-network:company:acme'],
    });
  });

  it('holds the session in a cookie that no script and no other site can use', async () => {
    await signIn('acme', 'project-lead');
    const [[name, cookie] = ['', ''], ...others] = [...browser.cookies].filter(([key]) =>
      key.startsWith('agent-'),
    );
    expect(others).toEqual([]);
    expect(name).toContain('session');
    expect(cookie).toMatch(/Path=\/auth; Max-Age=\d+; HttpOnly; SameSite=Strict$/);
  });

  it('is given fresh tokens, until signing out ends it at the issuer, too', async () => {
    await signIn('harbor', 'fde');
    expect(decodeJwt(String((await refresh()).json['token']))).toMatchObject({ sub: 'fde', kind: 'person' });
    const before = new Map(browser.cookies);
    expect((await browser.post(`${site.url}/auth/sign-out`, {})).json).toEqual({ continueAt: null });
    expect((await refresh()).json).toEqual({ token: null });
    for (const [name, cookie] of before) browser.cookies.set(name, cookie);
    expect((await refresh()).json).toEqual({ token: null });
  });

  it('signs in again after twelve hours, whatever the issuer says', async () => {
    await signIn('acme', 'project-lead');
    site.ahead = 12 * 3600 * 1000;
    expect((await refresh()).json).toEqual({ token: null });
  });

  it('is nobody any more once the company is out of the registry', async () => {
    await signIn('acme', 'project-lead');
    site.unknown.add('acme');
    expect((await refresh()).json).toEqual({ token: null });
  });
});

describe('nobody signs in', () => {
  it('as an agent, or as somebody of another company', async () => {
    for (const subject of ['customer-ops-agent', 'delivery-lead', '']) {
      const page = await begin('acme');
      expect((await browser.submit(page.address, { subject }, atOurs)).status).toBe(400);
    }
  });

  it('with an answer that this browser did not ask for', async () => {
    const theirs = (await choose('acme', 'project-lead')).address;
    browser = createBrowserLike();
    const finish = () => browser.post(`${site.url}/auth/session`, { search: new URL(theirs).search });
    expect((await finish()).json).toEqual({ token: null });
    await begin('acme');
    expect((await finish()).json).toEqual({ token: null });
    await begin('harbor');
    expect((await finish()).json).toEqual({ token: null });
  });

  it('twice with one answer', async () => {
    const { address } = await choose('acme', 'project-lead');
    const cookies = new Map(browser.cookies);
    const finish = () => browser.post(`${site.url}/auth/session`, { search: new URL(address).search });
    expect((await finish()).json).toMatchObject({ token: expect.any(String) });
    for (const [name, cookie] of cookies) browser.cookies.set(name, cookie);
    expect((await finish()).json).toEqual({ token: null });
  });

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbour of this site', { 'sec-fetch-site': 'same-site' }],
    ['another origin', { origin: 'https://evil.test' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
  ])('by a request of %s', async (_, headers) => {
    await signIn('acme', 'project-lead');
    for (const path of ['/auth/token', '/auth/session', '/auth/sign-out']) {
      expect((await browser.post(site.url + path, {}, headers)).status).toBe(403);
    }
    expect((await refresh()).json).toMatchObject({ token: expect.any(String) });
  });

  it('at a company that is not there; one that was taken out is answered in the same way', async () => {
    const answerFor = async (company: string) => {
      const response = await fetch(`${site.url}/auth/sign-in?company=${company}`, { redirect: 'manual' });
      const headers = [...response.headers].filter(([name]) => name !== 'date');
      return { status: response.status, headers: Object.fromEntries(headers), text: await response.text() };
    };
    site.unknown.add('harbor');
    const nobody = await answerFor('nobody-here');
    expect(nobody.headers['location']).toBe('/sign-in?problem=unavailable');
    expect(await answerFor('harbor')).toEqual(nobody);
    expect(await answerFor('../acme')).toEqual(nobody);
    expect(await answerFor('')).toEqual(nobody);
  });

  it('and is sent to another site', async () => {
    for (const to of ['https://evil.test/', '//evil.test', '/\\evil.test'])
      expect((await signIn('acme', 'project-lead', to)).json['to']).toBe('/');
  });
});

describe('what is written down of it', () => {
  it('holds no token, no code and no cookie', async () => {
    const { address } = await choose('acme', 'project-lead');
    const { json } = await browser.post(`${site.url}/auth/session`, { search: new URL(address).search });
    await browser.post(`${site.url}/auth/session`, { search: '?error=access_denied&state=x' });
    const written = site.logs.join('\n');
    expect(written).not.toContain(String(json['token']));
    expect(written).not.toContain(new URL(address).searchParams.get('code') ?? 'none');
    for (const cookie of browser.cookies.values())
      expect(written).not.toContain(cookie.split(';')[0] ?? 'none');
  });
});

describe('whoever asks for it too often', () => {
  it('is refused, with when to come back and a page that says so, and nothing of whom was asked for', async () => {
    await using crowded = await startSignInSite();
    const ask = () =>
      fetch(`${crowded.url}/auth/sign-in?company=acme&to=/teams/secret`, { redirect: 'manual' });
    let answer = await ask();
    for (let asked = 0; asked < 150 && answer.status === 302; asked += 1) answer = await ask();
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    const page = await answer.text();
    expect(page).toContain('Too many sign-ins just now');
    expect(page).not.toMatch(/acme|secret|127\.0\.0\.1/);

    const headers = { 'content-type': 'application/json' };
    const posted = await fetch(`${crowded.url}/auth/token`, { method: 'POST', headers, body: '{}' });
    expect([posted.status, posted.headers.has('retry-after'), posted.headers.has('set-cookie')]).toEqual([
      429,
      true,
      false,
    ]);
    expect(await posted.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
  });
});
