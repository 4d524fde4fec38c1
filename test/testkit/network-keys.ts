import { calculateJwkThumbprint, exportJWK, generateKeyPair, type FetchImplementation, type JWK } from 'jose';
import { createSigner, type Signer } from '#schema/wire/signatures.ts';

/** A signing key of the test network, and where its public half is found. */
export interface TestKey {
  readonly privateJwk: JWK;
  readonly signer: Signer;
  readonly jwksUri: string;
}

/** Makes a fresh Ed25519 key. Nothing listens at its JWKS address: `keyFetch` answers for it. */
export async function createTestKey(name: string): Promise<TestKey> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(privateKey);
  const privateJwk = { ...jwk, alg: 'EdDSA', kid: await calculateJwkThumbprint(jwk) };
  return { privateJwk, signer: await createSigner(privateJwk), jwksUri: `http://keys.test/${name}.json` };
}

/** A `fetch` that knows the JWKS documents of those keys and nothing else; notes in `asked` where it was sent. */
export function keyFetch(keys: readonly TestKey[], asked: string[] = []): FetchImplementation {
  const documents = new Map(keys.map((key) => [key.jwksUri, JSON.stringify(key.signer.jwks)]));
  return (url) => {
    asked.push(url);
    const document = documents.get(url);
    if (document === undefined) return Promise.resolve(new Response(null, { status: 404 }));
    return Promise.resolve(new Response(document, { headers: { 'content-type': 'application/json' } }));
  };
}
