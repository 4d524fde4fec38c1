import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { principalOf, type VerifiedWords } from './principal-rules.ts';

const lead = { sub: 'project-lead', kind: 'person', exp: 1 } as const;
const ownPassport = { jti: '1', exp: 1, company: 'acme', caller: lead };
const foreignPassport = { jti: '1', exp: 1, company: 'harbor' };
const attestation = { exp: 1, company: 'harbor', teams: ['tem_1', 'tem_2'] };

function kindOf(words: VerifiedWords): string {
  return principalOf('acme', words).kind;
}

describe('who asks', () => {
  it('is an own caller whom gateway and issuer both name', () => {
    const words = { passport: ownPassport, caller: { ...lead, name: 'Ada' }, attestation: null };
    expect(principalOf('acme', words)).toEqual({
      kind: 'own',
      subject: 'project-lead',
      callerKind: 'person',
    });
  });

  it('acts for a person when it is an agent of which the own issuer says so', () => {
    const agent = { sub: 'ops', kind: 'agent' as const, exp: 1 };
    const says = (caller: typeof agent | typeof lead, act?: { sub: string }) =>
      principalOf('acme', {
        ...{
          attestation: null,
          passport: { ...ownPassport, caller: { ...caller, act: { sub: 'gateway says' } } },
        },
        caller: { ...caller, ...(act ? { act } : {}) },
      });
    expect(says(agent, { sub: 'project-lead' })).toHaveProperty('actingFor', 'project-lead');
    expect(says(agent)).not.toHaveProperty('actingFor');
    expect(says(lead, { sub: 'other' })).not.toHaveProperty('actingFor');
  });

  it('came by the credential that the own issuer says', () => {
    const agent = { sub: 'ops', kind: 'agent' as const, exp: 1, credential: 'crd_1' };
    const says = (caller: typeof agent | typeof lead) =>
      principalOf('acme', { passport: { ...ownPassport, caller }, caller, attestation: null });
    expect(says(agent)).toHaveProperty('credentialId', 'crd_1');
    expect(says(lead)).not.toHaveProperty('credentialId');
  });

  it.each([
    ['no caller token', { passport: ownPassport, caller: null }],
    ['a token of another subject', { passport: ownPassport, caller: { ...lead, sub: 'other' } }],
    ['a token of another kind', { passport: ownPassport, caller: { ...lead, kind: 'agent' as const } }],
    ['a passport without a caller', { passport: { ...ownPassport, caller: undefined }, caller: lead }],
  ])('is nobody with a passport of the own company and %s', (_case, words) => {
    expect(kindOf({ attestation: null, ...words })).toBe('nobody');
  });

  it('is a foreign caller in the attested teams', () => {
    expect(principalOf('acme', { passport: foreignPassport, caller: null, attestation })).toEqual({
      kind: 'foreign',
      company: 'harbor',
      teams: new Set(['tem_1', 'tem_2']),
    });
  });

  it.each([
    ['no attestation', null],
    ['an attestation for a third company', { ...attestation, company: 'nimbus' }],
    ['an attestation for the own company', { ...attestation, company: 'acme' }],
  ])('is nobody with a foreign passport and %s', (_case, given) => {
    expect(kindOf({ passport: foreignPassport, caller: null, attestation: given })).toBe('nobody');
  });

  it('is an own caller in no other way', () => {
    const company = fc.constantFrom('acme', 'harbor');
    const caller = fc.record({
      sub: fc.constantFrom('a', 'b'),
      kind: fc.constantFrom('person' as const, 'agent'),
    });
    const words = fc.record({
      passport: fc.record({
        jti: fc.string(),
        exp: fc.integer(),
        company,
        caller: fc.option(caller, { nil: undefined }),
      }),
      caller: fc.option(caller),
      attestation: fc.option(fc.record({ exp: fc.integer(), company, teams: fc.array(fc.string()) })),
    });
    fc.assert(
      fc.property(words, (given) => {
        const { passport, caller: named, attestation: attested } = given;
        const same = named?.sub === passport.caller?.sub && named?.kind === passport.caller?.kind;
        const own = passport.company === 'acme' && named !== null && same;
        const foreign = passport.company !== 'acme' && attested?.company === passport.company;
        expect(kindOf(given as VerifiedWords)).toBe(own ? 'own' : foreign ? 'foreign' : 'nobody');
      }),
    );
  });
});
