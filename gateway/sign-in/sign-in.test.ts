import { describe, expect, it } from '@jest/globals';
import { createTestKey } from '#test/testkit/network-keys.ts';
import type { Caller } from '../context.ts';
import { createSignInGate, USUAL_SIGN_IN_RATES, type SignInRates } from '../limits/sign-in-rates.ts';
import { cookieKinds } from './cookie-rules.ts';
import { IssuerRefused, type Issuers } from './issuers.ts';
import { createSealing } from './sealing.ts';
import { createSignIn } from './sign-in.ts';

const GRANT = { accessToken: 'token', refreshToken: 'refresh' };
const SECRETS = { state: 's', nonce: 'n', verifier: 'v' };

const CALLER: Caller = { sub: 'x', kind: 'person', company: 'acme', token: 'token' };

const ACME = new URLSearchParams({ company: 'acme' });
const CLIENT = '192.0.2.1';

/** Signing in with an issuer that does as the test says, which vouches for `caller`. */
async function setUp(
  caller: Caller | null,
  issuers: Partial<Issuers> = {},
  rates: SignInRates = USUAL_SIGN_IN_RATES,
) {
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
      flow: createSealing([key], 'sign-in', Date.now),
      session: createSealing([key], 'session', Date.now),
    },
    cookies: cookieKinds('https://network.example'),
    gate: createSignInGate(rates),
    elapsed: () => performance.now(),
    clock: Date.now,
    onProblem: ({ reason }) => void problems.push(reason),
  });
  const begun = await signIn.begin(ACME, CLIENT);
  const finished = await signIn.finish(withCookies(begun.cookies), { search: '?code=c&state=s' });
  return { signIn, finished, problems };
}

function withCookies(cookies: readonly string[]) {
  return { headers: { cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') }, client: CLIENT };
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

describe('what is asked for too often', () => {
  const rule = (burst: number) => ({ perSecond: 0.001, burst });
  const asked = { issuers: 0 };
  const counted: Partial<Issuers> = {
    begin: () => {
      asked.issuers += 1;
      return Promise.resolve({ address: 'http://issuer.test/', secrets: SECRETS });
    },
  };

  it('at one address is refused there alone, and no issuer hears of it', async () => {
    const rates = { address: rule(3), door: rule(100), sessions: rule(100) };
    const { signIn } = await setUp(CALLER, counted, rates);
    expect((await signIn.begin(ACME, CLIENT)).status).toBe(302);
    asked.issuers = 0;
    const refused = await signIn.begin(ACME, CLIENT);
    expect([refused.status, refused.cookies, asked.issuers]).toEqual([429, [], 0]);
    expect(refused.waitMs).toBeGreaterThan(0);
    expect((await signIn.begin(new URLSearchParams({ company: 'nobody' }), CLIENT)).status).toBe(429);
    expect((await signIn.begin(ACME, '192.0.2.2')).status).toBe(302);
  });

  it('at one company’s door keeps nobody out who is in, and no other company’s people', async () => {
    const rates = { address: rule(100), door: rule(1), sessions: rule(2) };
    const { signIn, finished } = await setUp(CALLER, {}, rates);
    expect((await signIn.begin(ACME, '192.0.2.2')).status).toBe(429);
    const inside = withCookies(finished.cookies);
    expect((await signIn.refresh(inside)).body).toEqual({ token: 'token' });
    expect((await signIn.refresh(inside)).status).toBe(200);
    // A company's own sessions have a measure too. What is refused signs nobody out.
    const refused = await signIn.refresh(inside);
    expect([refused.status, refused.cookies]).toEqual([429, []]);
  });

  it('with a session that is none counts for the address', async () => {
    const rates = { address: rule(3), door: rule(100), sessions: rule(100) };
    const { signIn } = await setUp(CALLER, {}, rates);
    const forged = { headers: { cookie: '__Secure-agent-network-session=forged' }, client: CLIENT };
    expect((await signIn.refresh(forged)).body).toEqual({ token: null });
    expect((await signIn.refresh(forged)).status).toBe(429);
    expect((await signIn.end(forged)).status).toBe(429);
  });
});
