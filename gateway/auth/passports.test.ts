import { describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { companyAudience, GATEWAY_AUDIENCE, SHARED_AUDIENCE } from '#schema/wire/credentials.ts';
import { createTestKey } from '#test/testkit/network-keys.ts';
import type { Caller } from '../context.ts';
import { createPassports } from './passports.ts';

const { signer } = await createTestKey('gateway');
const START = 1_790_000_000_000;
const lead: Caller = {
  company: 'acme',
  sub: 'lead',
  kind: 'person',
  name: 'Lead',
  token: 'secret.secret.secret',
};

function setUp() {
  const time = { now: START };
  let ids = 0;
  const passports = createPassports({ signer, clock: () => time.now, newId: () => `id-${ids++}` });
  return { passports, time };
}

describe('passports', () => {
  it('name the company and the caller, for one subgraph, and hold no token', async () => {
    const passport = await setUp().passports.named(lead, SHARED_AUDIENCE);
    expect(decodeProtectedHeader(passport)).toMatchObject({
      typ: 'agent-network-passport+jwt',
      alg: 'EdDSA',
    });
    expect(decodeJwt(passport)).toEqual({
      iss: GATEWAY_AUDIENCE,
      aud: SHARED_AUDIENCE,
      company: 'acme',
      caller: { sub: 'lead', kind: 'person', name: 'Lead' },
      jti: 'id-0',
      iat: START / 1000,
      exp: START / 1000 + 60,
    });
  });

  it('name the company alone to another company', async () => {
    const passport = await setUp().passports.companyOnly('acme', companyAudience('harbor'));
    expect(Object.keys(decodeJwt(passport)).sort()).toEqual(['aud', 'company', 'exp', 'iat', 'iss', 'jti']);
  });

  it('name nobody for the gateway’s own calls', async () => {
    const passport = await setUp().passports.service();
    expect(decodeProtectedHeader(passport).typ).toBe('agent-network-gateway+jwt');
    expect(Object.keys(decodeJwt(passport)).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'jti']);
    expect(decodeJwt(passport).aud).toBe(SHARED_AUDIENCE);
  });

  it('are used again for half of their life, then made anew', async () => {
    const { passports, time } = setUp();
    const first = await passports.named(lead, SHARED_AUDIENCE);
    time.now += 29_999;
    expect(await passports.named({ ...lead, token: 'another' }, SHARED_AUDIENCE)).toBe(first);
    time.now += 1;
    const second = await passports.named(lead, SHARED_AUDIENCE);
    expect(decodeJwt(second)).toMatchObject({ jti: 'id-1', exp: START / 1000 + 90 });
  });

  it('are one’s own: another caller, company, audience or kind has another', async () => {
    const { passports } = setUp();
    const made = await Promise.all([
      passports.named(lead, SHARED_AUDIENCE),
      passports.named({ ...lead, sub: 'other' }, SHARED_AUDIENCE),
      passports.named({ ...lead, kind: 'agent' }, SHARED_AUDIENCE),
      passports.named({ ...lead, act: { sub: 'x' } }, SHARED_AUDIENCE),
      passports.named({ ...lead, reach: { read: ['thr_1'], post: [] } }, SHARED_AUDIENCE),
      passports.named({ ...lead, reach: { read: [], post: ['thr_1'] } }, SHARED_AUDIENCE),
      passports.named({ ...lead, reach: { read: [], post: [] } }, SHARED_AUDIENCE),
      passports.named({ ...lead, company: 'harbor' }, SHARED_AUDIENCE),
      passports.named(lead, companyAudience('acme')),
      passports.companyOnly('acme', SHARED_AUDIENCE),
      passports.companyOnly('acme', companyAudience('acme')),
      passports.service(),
    ]);
    expect(new Set(made).size).toBe(made.length);
  });
});
