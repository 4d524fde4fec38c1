import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, type JWK } from 'jose';

/** Turns what is signed into a signature. */
export type Sign = (input: Buffer) => Buffer;

/** A token that its party would have signed, taken apart. */
export interface Honest {
  readonly token: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly publicJwk: JWK;
  /** With the party's own key. */
  readonly sign: Sign;
}

/** Writes a token of any parts, given as text or as what is to be JSON. */
export function writeToken(header: object | string, claims: object | string, signer: Sign): string {
  const input = `${part(header)}.${part(claims)}`;
  return `${input}.${signer(Buffer.from(input)).toString('base64url')}`;
}

function part(given: object | string): string {
  return Buffer.from(typeof given === 'string' ? given : JSON.stringify(given)).toString('base64url');
}

/** Takes a good token apart, for whoever holds the key that signed it. */
export function takeApart(token: string, privateJwk: JWK): Honest {
  const key = createPrivateKey({ key: privateJwk, format: 'jwk' });
  return {
    token,
    header: decodeProtectedHeader(token),
    claims: decodeJwt(token),
    publicJwk: createPublicKey(key).export({ format: 'jwk' }),
    sign: by(key),
  };
}

/** No signature at all. */
export const unsigned: Sign = () => Buffer.alloc(0);

/** Signs with a secret that both sides would have to share. */
export function withSecret(secret: string | Buffer, hash: string): Sign {
  return (input) => createHmac(hash, secret).update(input).digest();
}

const stranger = generateKeyPairSync('ed25519');
const strangerRsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const strangerCurve = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** The public half of whoever signs in the place of the party. */
export const STRANGER_JWK = stranger.publicKey.export({ format: 'jwk' });

/** Signatures of keys that nobody here trusts. */
export const byStranger = by(stranger.privateKey);
/** See {@link byStranger}. */
export const byStrangerRsa: Sign = (input) => sign('sha256', input, strangerRsa.privateKey);
/** See {@link byStranger}. */
export const byStrangerCurve: Sign = (input) =>
  sign('sha256', input, { key: strangerCurve.privateKey, dsaEncoding: 'ieee-p1363' });

function by(key: KeyObject): Sign {
  return (input) => sign(null, input, key);
}
