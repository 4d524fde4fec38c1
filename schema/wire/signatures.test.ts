import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  createLocalJWKSet,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  SignJWT,
  type JWK,
  type JWTVerifyGetKey,
} from 'jose';
import { z } from 'zod';
import { createSigner, createVerifier, remoteKeys } from './signatures.ts';

const NOW = 1_790_000_000;
const TYP = 'test+jwt';
const claims = z.object({ exp: z.number(), company: z.string() });

async function makeKey(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: 'EdDSA' };
}

const jwk = await makeKey('k1');
const signer = await createSigner(jwk);
const stranger = await createSigner(await makeKey('k1'));
const unknownKid = await createSigner(await makeKey('k2'));
const local = createLocalJWKSet({ keys: [...signer.jwks.keys] });

const honest = { iss: 'i', aud: 'a', company: 'acme', iat: NOW, exp: NOW + 60 };

/** A verifier at a time that the test moves, and how often it asked for a key. */
function setUp() {
  const state = { now: NOW * 1000, asked: 0, refusals: [] as string[] };
  const keys: JWTVerifyGetKey = (header, token) => {
    state.asked += 1;
    return local(header, token);
  };
  const verify = createVerifier({
    issuer: 'i',
    audience: 'a',
    keys,
    claims,
    clock: () => state.now,
    typ: TYP,
    maxLifeSeconds: 60,
    onRefused: (reason) => void state.refusals.push(reason),
  });
  return { state, verify };
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function hmacToken(secret: Uint8Array): Promise<string> {
  return new SignJWT(honest).setProtectedHeader({ alg: 'HS256', typ: TYP, kid: 'k1' }).sign(secret);
}

const goodToken = await signer.sign(honest, TYP);
const publicJwk = signer.jwks.keys[0] ?? {};

const bad: readonly (readonly [string, string | Promise<string>])[] = [
  ['alg none', `${base64url({ alg: 'none', typ: TYP, kid: 'k1' })}.${base64url(honest)}.`],
  ['alg none with a signature', goodToken.replace(/^[^.]+/, base64url({ alg: 'none', typ: TYP, kid: 'k1' }))],
  ['HS256 with the public key as JSON', hmacToken(Buffer.from(JSON.stringify(publicJwk)))],
  ['HS256 with the public key as bytes', hmacToken(Buffer.from(String(publicJwk.x), 'base64url'))],
  ['another key under the same kid', stranger.sign(honest, TYP)],
  ['an unknown kid', unknownKid.sign(honest, TYP)],
  ['another issuer', signer.sign({ ...honest, iss: 'j' }, TYP)],
  ['another audience', signer.sign({ ...honest, aud: ['b', 'aa'] }, TYP)],
  ['another typ', signer.sign(honest, 'other+jwt')],
  ['no typ', signer.sign(honest)],
  ['expired', signer.sign({ ...honest, iat: NOW - 66, exp: NOW - 6 }, TYP)],
  ['not valid yet by nbf', signer.sign({ ...honest, nbf: NOW + 6 }, TYP)],
  ['issued in the future', signer.sign({ ...honest, iat: NOW + 600, exp: NOW + 660 }, TYP)],
  ['too long a life', signer.sign({ ...honest, exp: NOW + 61 }, TYP)],
  ['claims of another shape', signer.sign({ ...honest, company: 7 }, TYP)],
  ['changed claims', goodToken.replace(/\.[^.]+\./, `.${base64url({ ...honest, company: 'harbor' })}.`)],
  ['a cut signature', goodToken.slice(0, -4)],
  ['larger than 8 KiB', signer.sign({ ...honest, padding: 'x'.repeat(8192) }, TYP)],
  ['empty', ''],
];

describe('a verifier', () => {
  it('gives the claims of a good token, and no others', async () => {
    const { verify, state } = setUp();
    expect(await verify(goodToken)).toEqual({ exp: NOW + 60, company: 'acme' });
    expect(state.refusals).toEqual([]);
  });

  it.each(bad)('refuses: %s', async (_, token) => {
    const { verify } = setUp();
    expect(await verify(await token)).toBeNull();
  });

  it('takes no shared secret, even from a source of keys that gives one', async () => {
    const secret = Buffer.alloc(32, 's');
    const verify = createVerifier({
      issuer: 'i',
      audience: 'a',
      keys: () => Promise.resolve(secret),
      claims,
      clock: () => NOW * 1000,
    });
    expect(await verify(await hmacToken(secret))).toBeNull();
  });

  it('says why to the log', async () => {
    const { verify, state } = setUp();
    await verify(await signer.sign({ ...honest, exp: NOW + 61 }, TYP));
    expect(state.refusals).toEqual(['the token lives too long']);
  });

  it('lets clocks differ by five seconds and no more', async () => {
    const { verify, state } = setUp();
    state.now = (NOW + 64) * 1000;
    expect(await verify(goodToken)).not.toBeNull();
    state.now = (NOW + 65) * 1000;
    expect(await verify(goodToken)).toBeNull();
    state.now = (NOW - 5) * 1000;
    expect(await verify(await signer.sign({ ...honest, nbf: NOW }, TYP))).not.toBeNull();
  });

  it('checks a signature once, and again once the token has expired', async () => {
    const { verify, state } = setUp();
    await verify(goodToken);
    state.now = (NOW + 60) * 1000 - 1;
    await verify(goodToken);
    expect(state.asked).toBe(1);
    state.now = (NOW + 60) * 1000;
    await verify(goodToken);
    expect(state.asked).toBe(2);
  });

  it('remembers nothing where each token is good for one request', async () => {
    let asked = 0;
    const keys: JWTVerifyGetKey = (header, token) => {
      asked += 1;
      return local(header, token);
    };
    const options = { issuer: 'i', audience: 'a', keys, claims, clock: () => NOW * 1000, remember: false };
    const verify = createVerifier(options);
    await verify(goodToken);
    await verify(goodToken);
    expect(asked).toBe(2);
  });

  it('remembers no refusal and never throws, whatever it is given', async () => {
    const { verify } = setUp();
    const parts = fc.array(fc.oneof(fc.string(), fc.base64String(), fc.json().map(base64url)), {
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(parts, async (words) => expect(await verify(words.join('.'))).toBeNull()),
    );
    const failing = createVerifier({
      issuer: 'i',
      audience: 'a',
      keys: () => Promise.reject(new Error('offline')),
      claims,
      clock: () => NOW * 1000,
    });
    expect(await failing(goodToken)).toBeNull();
  });
});

describe('remote keys', () => {
  it('are fetched once, and one more time for an unknown kid, not for each', async () => {
    let fetched = 0;
    const keys = remoteKeys('http://keys.test/jwks', () => {
      fetched += 1;
      return Promise.resolve(Response.json(signer.jwks));
    });
    const verify = createVerifier({ issuer: 'i', audience: 'a', keys, claims, clock: () => NOW * 1000 });
    expect(await verify(goodToken)).not.toBeNull();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(await verify(await unknownKid.sign({ ...honest, jti: attempt }, TYP))).toBeNull();
    }
    expect(fetched).toBeLessThanOrEqual(2);
  });

  it('that cannot be had refuse every token', async () => {
    const keys = remoteKeys('http://keys.test/jwks', () => Promise.reject(new Error('offline')));
    const verify = createVerifier({ issuer: 'i', audience: 'a', keys, claims, clock: () => NOW * 1000 });
    expect(await verify(goodToken)).toBeNull();
  });
});

describe('a signer', () => {
  it('shows the public half alone', () => {
    expect(signer.jwks.keys).toHaveLength(1);
    const shown = JSON.stringify(signer.jwks);
    expect(shown).not.toContain('"d"');
    expect(shown).not.toContain(String(jwk.d));
    expect(publicJwk).toMatchObject({ kty: 'OKP', crv: 'Ed25519', kid: 'k1', alg: 'EdDSA', use: 'sig' });
  });

  it('shows no private number of an RSA key', async () => {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const rsa = await createSigner({ ...(await exportJWK(privateKey)), kid: 'r', alg: 'RS256' });
    expect(Object.keys(rsa.jwks.keys[0] ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  it.each(['kid', 'alg', 'd'] as const)('refuses a key without "%s"', async (part) => {
    const rest = Object.fromEntries(Object.entries(jwk).filter(([name]) => name !== part));
    await expect(createSigner({ kty: 'OKP', ...rest })).rejects.toThrow('private JWK');
  });

  it('shows others beside its own key, each once and never their private halves', async () => {
    const [next, before] = [await makeKey('k2'), await makeKey('k0')];
    const both = await createSigner(jwk, [next, before, jwk]);
    const { jwks } = both;
    expect(jwks.keys.map(({ kid }) => kid)).toEqual(['k1', 'k2', 'k0']);
    expect(jwks.keys.map((key) => ({ ...key }))).toEqual(
      jwks.keys.map(({ crv, kid, kty, x }) => ({ alg: 'EdDSA', crv, kid, kty, use: 'sig', x })),
    );
    const token = await both.sign(honest, TYP);
    expect(decodeProtectedHeader(token).kid).toBe('k1');
  });
});
