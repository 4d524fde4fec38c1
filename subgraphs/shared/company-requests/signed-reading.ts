import { createLocalJWKSet, decodeJwt, type JWK } from 'jose';
import type { z } from 'zod';
import { companyAudience, CREDENTIAL_LIFE_SECONDS } from '#schema/wire/credentials.ts';
import { sha256 } from '#schema/wire/hash.ts';
import { isCompanySlug } from '#schema/wire/ids.ts';
import { createVerifier, type Clock } from '#schema/wire/signatures.ts';
import type { HttpRequest } from '#subgraphs/kit/http-server.ts';
import { readAsCompany } from '../access/row-security.ts';
import type { Database } from '../database.ts';
import { readLiveKeys } from '../registry/company-key-store.ts';

/** What a word has to be. Two kinds of word differ in `typ` or `audience`, so that none passes for the other. */
export interface WordRules<Claims> {
  readonly header: string;
  readonly typ: string;
  readonly audience: string;
  readonly claims: z.ZodType<Claims>;
  /** Who else than a company may sign, with which keys; left out: nobody. */
  readonly operator?: { readonly issuer: string; readonly keys: readonly JWK[] };
}

/** A good word. */
export interface SignedWord<Claims> {
  /** Null: the operator. */
  readonly company: string | null;
  readonly claims: Claims;
}

/** Reads who signed a request; null when nobody did whose word is good for this very body. */
export type ReadSigned<Claims> = (request: HttpRequest) => Promise<SignedWord<Claims> | null>;

/**
 * Builds a reader of signed requests. The keys are those that the registry has been told of: nothing is fetched from
 * anywhere, so no token can send this program anywhere. Nothing is remembered either: a key is good until the moment it
 * is retired.
 */
export function createSignedReader<Claims extends { readonly exp: number; readonly body: string }>(
  rules: WordRules<Claims>,
  { database, clock }: { readonly database: Database; readonly clock: Clock },
): ReadSigned<Claims> {
  return async (request) => {
    const token = request.header(rules.header);
    const signer = token === undefined ? null : await claimedSigner(token, rules, database);
    if (token === undefined || signer === null) return null;
    const claims = await verify(token, signer, rules, clock);
    if (claims === null || claims.body !== sha256(request.body)) return null;
    return { company: signer.company, claims };
  };
}

interface Signer {
  readonly company: string | null;
  readonly issuer: string;
  readonly keys: readonly JWK[];
}

function verify<Claims extends { readonly exp: number }>(
  token: string,
  { issuer, keys }: Signer,
  { audience, claims, typ }: WordRules<Claims>,
  clock: Clock,
): Promise<Claims | null> {
  const read = createVerifier({
    ...{ issuer, audience, claims, clock, typ },
    keys: createLocalJWKSet({ keys: [...keys] }),
    maxLifeSeconds: CREDENTIAL_LIFE_SECONDS,
    remember: false,
  });
  return read(token);
}

/** Who a token says it is of, unverified, with the keys to verify it with. A database that does not answer is a fault of ours, and no bad signature. */
async function claimedSigner(
  token: string,
  { operator }: Pick<WordRules<unknown>, 'operator'>,
  database: Database,
): Promise<Signer | null> {
  const issuer = claimedIssuer(token);
  if (operator !== undefined && issuer === operator.issuer) return { company: null, ...operator };
  const prefix = companyAudience('');
  const company = issuer.startsWith(prefix) ? issuer.slice(prefix.length) : '';
  if (!isCompanySlug(company)) return null;
  const keys = await readAsCompany(database, { company }, (transaction) =>
    readLiveKeys(company, transaction),
  );
  return { company, issuer, keys };
}

/** Empty for whatever is no text: a claim is of any kind until its signature is checked. */
function claimedIssuer(token: string): string {
  try {
    const issuer: unknown = decodeJwt(token).iss;
    return typeof issuer === 'string' ? issuer : '';
  } catch {
    return '';
  }
}
