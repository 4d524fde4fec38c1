import { describe, expect, it } from '@jest/globals';
import { readClaims } from './passport.ts';

const caller = { sub: 'lead', kind: 'person' as const, name: 'Dana' };
const claims = { jti: '1', exp: 0, company: 'acme', caller };

describe('the claims of a passport', () => {
  it('name the tenant and the caller', () => {
    expect(readClaims(claims)).toEqual({
      company: 'acme',
      caller: { subject: 'lead', kind: 'PERSON', displayName: 'Dana' },
    });
    const agent = readClaims({ ...claims, caller: { sub: 'ops', kind: 'agent' } });
    expect(agent?.caller).toEqual({ subject: 'ops', kind: 'AGENT', displayName: 'ops' });
  });

  it('narrow the caller to teams and threads, or not at all', () => {
    const thread = 'thr_01JQ0000000000000000000T04';
    const reach = { read: [thread, 'anything'], post: [] };
    expect(readClaims({ ...claims, caller: { ...caller, reach } })?.reach).toEqual({
      read: [thread],
      post: [],
    });
    expect(readClaims(claims)).not.toHaveProperty('reach');
  });

  it('are refused without a caller, a company, or with what no database holds', () => {
    expect(readClaims({ jti: '1', exp: 0, company: 'acme' })).toBeNull();
    expect(readClaims({ ...claims, company: 'Acme' })).toBeNull();
    expect(readClaims({ ...claims, caller: { ...caller, sub: 'a\0' } })).toBeNull();
    expect(readClaims({ ...claims, caller: { ...caller, name: '\ud800' } })).toBeNull();
  });
});
