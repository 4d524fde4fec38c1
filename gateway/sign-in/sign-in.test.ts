import { describe, expect, it } from '@jest/globals';
import { createTestKey } from '#test/testkit/network-keys.ts';
import type { Caller } from '../context.ts';
import { cookieKinds } from './cookie-rules.ts';
import { IssuerRefused, type Issuers } from './issuers.ts';
import { createSealing } from './sealing.ts';
import { createSignIn } from './sign-in.ts';

const GRANT = { accessToken: 'token', refreshToken: 'refresh' };
const SECRETS = { state: 's', nonce: 'n', verifier: 'v' };

const CALLER: Caller = { sub: 'x', kind: 'person', company: 'acme', token: 'token' };

/** Signing in with an issuer that does as the test says, which vouches for `caller`. */
async function setUp(caller: Caller | null, issuers: Partial<Issuers> = {}) {
  const key = (await createTestKey('gateway')).privateJwk;
  const problems: string[] = [];
  const signIn = createSignIn({
    issuers: {
      begin: () => Promise.resolve({ address: 'http://issuer.test/', secrets: SECRETS }),
      finish: () => Promise.resolve(GRANT),
      refresh: () => Promise.resolve(GRANT),
      end: () => Promise.resolve(null),
      ...issuers,
    },
    issuerOf: (company) => (company === 'acme' ? 'http://issuer.test' : null),
    callerOf: () => Promise.resolve(caller),
    sealing: {
      flow: createSealing(key, 'sign-in', Date.now),
      session: createSealing(key, 'session', Date.now),
    },
    cookies: cookieKinds('https://network.example'),
    clock: Date.now,
    onProblem: ({ reason }) => void problems.push(reason),
  });
  const begun = await signIn.begin(new URLSearchParams({ company: 'acme' }));
  const finished = await signIn.finish(withCookies(begun.cookies), { search: '?code=c&state=s' });
  return { signIn, finished, problems };
}

function withCookies(cookies: readonly string[]) {
  return { headers: { cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') } };
}

describe('whoever the issuer vouches for', () => {
  it('is signed in as a person of the company', async () => {
    const { finished } = await setUp(CALLER);
    expect(finished.body).toEqual({ token: 'token', to: '/' });
  });

  it.each<[string, Caller | null]>([
    ['an agent', { ...CALLER, kind: 'agent' }],
    ['somebody of another company', { ...CALLER, company: 'harbor' }],
    ['nobody, by the token', null],
  ])('is not signed in as %s', async (_, caller) => {
    const { finished } = await setUp(caller);
    expect(finished.body).toEqual({ token: null });
    for (const cookie of finished.cookies) expect(cookie).toContain('Max-Age=0');
  });
});

describe('a session', () => {
  it('outlives an issuer that cannot be asked just now', async () => {
    const { signIn, finished, problems } = await setUp(CALLER, {
      refresh: () => Promise.reject(new TypeError('fetch failed')),
    });
    const reply = await signIn.refresh(withCookies(finished.cookies));
    expect([reply.status, reply.cookies]).toEqual([503, []]);
    expect(problems).toEqual(['TypeError: fetch failed']);
  });

  it('ends when the issuer says so', async () => {
    const { signIn, finished } = await setUp(CALLER, {
      refresh: () => Promise.reject(new IssuerRefused('invalid_grant')),
    });
    expect((await signIn.refresh(withCookies(finished.cookies))).body).toEqual({ token: null });
  });

  it('is over here when signing out, also where the issuer cannot be told', async () => {
    const { signIn, finished } = await setUp(CALLER, { end: () => Promise.reject(new Error('away')) });
    const reply = await signIn.end(withCookies(finished.cookies));
    expect(reply.body).toEqual({ continueAt: null });
    for (const cookie of reply.cookies) expect(cookie).toContain('Max-Age=0');
  });
});
