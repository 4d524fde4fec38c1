import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import {
  COMPANY_REQUEST_HEADER,
  COMPANY_REQUEST_TYPE,
  companyRequest,
  companyRequestClaims,
  type CompanyCommand,
} from '#schema/wire/company-requests.ts';
import {
  companyAudience,
  CREDENTIAL_LIFE_SECONDS,
  GATEWAY_AUDIENCE,
  SHARED_AUDIENCE,
  TOKEN_TYPE,
} from '#schema/wire/credentials.ts';
import { sha256 } from '#schema/wire/hash.ts';
import {
  createSigner,
  createVerifier,
  remoteKeys,
  type Clock,
  type Signer,
} from '#schema/wire/signatures.ts';

/** Whoever signs something that a company's subgraph believes, and a stranger whom it must not. */
export type Party = 'gateway' | 'shared' | 'issuer' | 'stranger';

/** Claims that are set to something else than the honest party would, and by whom they are signed. */
export interface Signing {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly by?: Party;
  readonly typ?: string;
}

/** Everybody whom a company's subgraph talks with, in this process. */
export interface OtherParties {
  /** What the instance under test is to be started with. */
  readonly settings: Readonly<
    Record<'GATEWAY_JWKS_URL' | 'SHARED_URL' | 'SHARED_JWKS_URL' | 'ISSUER' | 'ISSUER_JWKS_URL', string>
  >;
  passport(signing?: Signing): Promise<string>;
  callerToken(subject: string, signing?: Signing): Promise<string>;
  attestation(teams: readonly string[], signing?: Signing): Promise<string>;
  issuerWord(signing?: Signing): Promise<string>;
  /** Commands that came with a sound signature of the company. */
  readonly commands: readonly CompanyCommand[];
  /** What was wrong with requests that came. */
  readonly wrongRequests: readonly string[];
  stop(): Promise<void>;
}

/** The company in whose name others' requests are made. It is in no registry: attestations alone make it a member. */
export const VISITOR = 'visitor';

/** Starts them: their keys are made now, and shown on loopback. @param origin the instance's own, for its keys */
export async function startOtherParties(options: {
  readonly company: string;
  readonly origin: () => string;
  readonly port: number;
  readonly clock: Clock;
}): Promise<OtherParties> {
  const signers = await newSigners();
  const commands: CompanyCommand[] = [];
  const wrongRequests: string[] = [];
  const server = createServer((request, response) => {
    const party = (['gateway', 'shared', 'issuer'] as const).find(
      (name) => request.url === `/${name}/jwks.json`,
    );
    const answer = party
      ? Promise.resolve({ status: 200, json: signers[party].jwks })
      : takeRequest(request, { ...options, commands, wrongRequests });
    void answer.then(({ status, json }) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(json));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = `${base}/issuer`;
  return {
    settings: {
      ...{ GATEWAY_JWKS_URL: `${base}/gateway/jwks.json`, SHARED_URL: base },
      ...{
        SHARED_JWKS_URL: `${base}/shared/jwks.json`,
        ISSUER: issuer,
        ISSUER_JWKS_URL: `${issuer}/jwks.json`,
      },
    },
    ...{ commands, wrongRequests },
    ...createWords(signers, issuer, options),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Signers = Readonly<Record<Party, Signer>>;

async function newSigners(): Promise<Signers> {
  const [gateway, shared, issuer, stranger] = await Promise.all(
    ['gateway', 'shared', 'issuer', 'stranger'].map(newSigner),
  );
  if (!gateway || !shared || !issuer || !stranger) throw new Error('there are four');
  return { gateway, shared, issuer, stranger };
}

type Words = Pick<OtherParties, 'passport' | 'callerToken' | 'attestation' | 'issuerWord'>;

/** Signs with the honest party's key and claims, but for what is changed. */
function createWords(
  signers: Signers,
  issuer: string,
  { company, clock }: { readonly company: string; readonly clock: Clock },
): Words {
  const audience = companyAudience(company);
  const sign = (party: Party, claims: object, typ?: string, signing: Signing = {}) => {
    const iat = Math.floor(clock() / 1000);
    const said = { iat, exp: iat + CREDENTIAL_LIFE_SECONDS, jti: randomUUID(), ...claims, ...signing.claims };
    return signers[signing.by ?? party].sign(said, signing.typ ?? typ);
  };
  return {
    passport: (signing) =>
      sign(
        'gateway',
        { iss: GATEWAY_AUDIENCE, aud: audience, company: VISITOR },
        TOKEN_TYPE.passport,
        signing,
      ),
    callerToken: (sub, signing) =>
      sign(
        'issuer',
        { iss: issuer, aud: [GATEWAY_AUDIENCE, audience], sub, kind: 'person' },
        undefined,
        signing,
      ),
    attestation: (teams, signing) =>
      sign(
        'shared',
        { iss: SHARED_AUDIENCE, aud: audience, company: VISITOR, teams },
        TOKEN_TYPE.attestation,
        signing,
      ),
    issuerWord: (signing) => sign('issuer', { iss: issuer, aud: audience }, TOKEN_TYPE.issuer, signing),
  };
}

interface Reception {
  readonly company: string;
  readonly origin: () => string;
  readonly clock: Clock;
  readonly commands: CompanyCommand[];
  readonly wrongRequests: string[];
}

/** The shared layer's side of a company request: it agrees to everything that is signed as the wire says. */
async function takeRequest(
  request: IncomingMessage,
  { company, origin, clock, commands, wrongRequests }: Reception,
): Promise<{ status: number; json: unknown }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString('utf8');
  if (request.url !== '/company-requests') return { status: 404, json: null };
  const verify = createVerifier({
    ...{ issuer: companyAudience(company), audience: SHARED_AUDIENCE, claims: companyRequestClaims, clock },
    ...{ typ: COMPANY_REQUEST_TYPE, maxLifeSeconds: CREDENTIAL_LIFE_SECONDS, remember: false },
    keys: remoteKeys(`${origin()}/.well-known/jwks.json`, fetch),
    onRefused: (reason) => void wrongRequests.push(reason),
  });
  const claims = await verify(String(request.headers[COMPANY_REQUEST_HEADER]));
  if (claims === null) return { status: 401, json: null };
  const read = companyRequest.safeParse(parseJson(body));
  if (claims.body !== sha256(body)) wrongRequests.push('the body is not the one that was signed');
  else if (!read.success) wrongRequests.push('the body is no company request');
  else {
    commands.push(read.data.command);
    return { status: 200, json: { outcome: 'done' } };
  }
  return { status: 401, json: null };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function newSigner(name: string): Promise<Signer> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return createSigner({
    ...(await exportJWK(privateKey)),
    alg: 'EdDSA',
    kid: `check-${name}-${randomUUID()}`,
  });
}
