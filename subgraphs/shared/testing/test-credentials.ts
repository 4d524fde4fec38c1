import { exportJWK, generateKeyPair, type FetchImplementation, type JWK } from 'jose';
import {
  CREDENTIAL_LIFE_SECONDS,
  GATEWAY_AUDIENCE,
  SHARED_AUDIENCE,
  TOKEN_TYPE,
} from '#schema/wire/credentials.ts';
import { createSigner, type Signer } from '#schema/wire/signatures.ts';

/** A private key as programs keep it. */
export async function makeKey(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: 'EdDSA' };
}

/** A gateway as far as the shared layer sees it: what it signs, and where it shows its keys. */
export interface TestGateway {
  readonly jwksUrl: string;
  readonly fetch: FetchImplementation;
  /** A good passport, or one with other claims. */
  passport(company: string, changed?: Record<string, unknown>, typ?: string): Promise<string>;
  /** A good service token, or one with other claims. */
  serviceToken(changed?: Record<string, unknown>, typ?: string): Promise<string>;
}

/** Makes a gateway whose keys are fetched without a network. */
export async function makeGateway(): Promise<TestGateway> {
  const signer: Signer = await createSigner(await makeKey('gateway-1'));
  const sign = (claims: Record<string, unknown>, typ: string) => {
    const iat = Math.floor(Date.now() / 1000);
    const common = { iss: GATEWAY_AUDIENCE, aud: SHARED_AUDIENCE, iat, exp: iat + CREDENTIAL_LIFE_SECONDS };
    return signer.sign({ ...common, ...claims }, typ);
  };
  const caller = { sub: 'lead', kind: 'person', name: 'A Lead' };
  return {
    jwksUrl: 'http://gateway.invalid/.well-known/jwks.json',
    fetch: () => Promise.resolve(Response.json(signer.jwks)),
    passport: (company, changed = {}, typ = TOKEN_TYPE.passport) =>
      sign({ jti: crypto.randomUUID(), company, caller, ...changed }, typ),
    serviceToken: (changed = {}, typ = TOKEN_TYPE.gateway) => sign(changed, typ),
  };
}
