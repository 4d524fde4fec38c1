import { exportJWK, generateKeyPair, type FetchImplementation, type JWK, type JWTPayload } from 'jose';
import { companyAudience, GATEWAY_AUDIENCE, SHARED_AUDIENCE, TOKEN_TYPE } from '#schema/wire/credentials.ts';
import { createSigner, type Clock, type Signer } from '#schema/wire/signatures.ts';
import { TEAM } from './acme-scenario.ts';

const ADDRESSES = {
  gateway: 'http://gateway.test/jwks',
  shared: 'http://shared.test/jwks',
  issuer: 'http://issuer.test/jwks',
} as const;

/** Everybody who signs something, and a stranger whose keys nobody trusts. */
export type Party = keyof typeof ADDRESSES | 'stranger';

/** A signed JWT with sound claims for Acme at the time of the clock, but for those that are given. */
export type Sign = (claims?: JWTPayload, options?: { by?: Party; typ?: string }) => Promise<string>;

/** The network around a company's subgraph: keys, and the tokens that its callers carry. */
export interface TestNetwork {
  readonly fetch: FetchImplementation;
  readonly trust: {
    gatewayJwksUrl: string;
    sharedJwksUrl: string;
    issuer: string;
    issuerJwksUrl: string;
    /** Where nobody listens; see `startFakeSharedLayer` for one who does. */
    sharedUrl: string;
    signingKey: JWK;
  };
  /** Acme's own. */
  readonly company: Signer;
  readonly passport: Sign;
  readonly callerToken: Sign;
  readonly attestation: Sign;
}

/** Makes fresh keys for everybody around Acme. Their JWKS documents are served by the `fetch` alone. */
export async function createTestNetwork(clock: Clock): Promise<TestNetwork> {
  const signers = {
    gateway: await testSigner('gateway'),
    shared: await testSigner('shared'),
    issuer: await testSigner('issuer'),
    // The same key id, so that a verifier takes it for the gateway's until it checks the signature.
    stranger: await testSigner('gateway'),
  };
  const signingKey = await testKey('acme');
  const signs =
    (party: Party, claims: JWTPayload, type?: string): Sign =>
    (changed = {}, { by = party, typ = type } = {}) => {
      const now = Math.floor(clock() / 1000);
      return signers[by].sign({ iat: now, exp: now + 60, ...claims, ...changed }, typ);
    };
  const toAcme = { aud: companyAudience('acme') };
  const caller = { sub: 'person-shared', kind: 'person' };
  return {
    fetch: (url) => Promise.resolve(jwksReply(url, signers)),
    trust: {
      gatewayJwksUrl: ADDRESSES.gateway,
      sharedJwksUrl: ADDRESSES.shared,
      issuer: 'http://issuer.test',
      issuerJwksUrl: ADDRESSES.issuer,
      sharedUrl: 'http://127.0.0.1:9',
      signingKey,
    },
    company: await createSigner(signingKey),
    passport: signs(
      'gateway',
      { ...toAcme, iss: GATEWAY_AUDIENCE, jti: '1', company: 'acme', caller },
      TOKEN_TYPE.passport,
    ),
    callerToken: signs('issuer', {
      ...caller,
      iss: 'http://issuer.test',
      aud: [GATEWAY_AUDIENCE, companyAudience('acme')],
    }),
    attestation: signs(
      'shared',
      { ...toAcme, iss: SHARED_AUDIENCE, company: 'harbor', teams: [TEAM] },
      TOKEN_TYPE.attestation,
    ),
  };
}

function jwksReply(url: string, signers: Readonly<Record<keyof typeof ADDRESSES, Signer>>): Response {
  if (url === ADDRESSES.gateway) return Response.json(signers.gateway.jwks);
  if (url === ADDRESSES.shared) return Response.json(signers.shared.jwks);
  if (url === ADDRESSES.issuer) return Response.json(signers.issuer.jwks);
  return new Response(null, { status: 404 });
}

async function testSigner(kid: string): Promise<Signer> {
  return createSigner(await testKey(kid));
}

async function testKey(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: 'EdDSA' };
}
