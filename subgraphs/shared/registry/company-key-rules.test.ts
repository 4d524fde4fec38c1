import { describe, expect, it } from '@jest/globals';
import { makeKey } from '../testing/test-credentials.ts';
import { keyChange, publicKeyOf } from './company-key-rules.ts';

const [one, two] = [publicKeyOf(await makeKey('one')), publicKeyOf(await makeKey('two'))];

describe("a company's keys", () => {
  it('are kept without their private half', async () => {
    const key = publicKeyOf({ ...(await makeKey('mine')), use: 'sig', oth: [] });
    expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'x']);
  });

  it.each([
    { kty: 'OKP', crv: 'Ed25519', x: 'x', alg: 'EdDSA' },
    { kty: 'OKP', crv: 'Ed25519', x: 'x', kid: 'k' },
    { kty: 'oct', k: 'secret', kid: 'k', alg: 'HS256' },
    { kty: 'RSA', n: 'n', e: 'e', kid: 'k', alg: 'none' },
  ])('are signing keys that name themselves and their algorithm: not %j', (jwk) => {
    expect(() => publicKeyOf(jwk)).toThrow();
  });

  it('overlap while they change', () => {
    expect(keyChange([], [one])).toEqual({ added: [one], retired: [] });
    expect(keyChange([{ jwk: one, retired: false }], [one, two])).toEqual({ added: [two], retired: [] });
    const both = [one, two].map((jwk) => ({ jwk, retired: false }));
    expect(keyChange(both, [two])).toEqual({ added: [], retired: ['one'] });
    expect(keyChange([{ jwk: one, retired: true }, ...both.slice(1)], [two])).toEqual({
      added: [],
      retired: [],
    });
  });

  it('never come back, and keep their ids', () => {
    expect(() => keyChange([{ jwk: one, retired: true }], [one])).toThrow('retired');
    expect(() => keyChange([{ jwk: one, retired: false }], [{ ...two, kid: 'one' }])).toThrow('another key');
  });
});
