import { createLocalJWKSet, decodeJwt } from 'jose';
import {
  COMPANY_REQUEST_HEADER,
  COMPANY_REQUEST_TYPE,
  companyRequestClaims,
} from '#schema/wire/company-requests.ts';
import { companyAudience, CREDENTIAL_LIFE_SECONDS, SHARED_AUDIENCE } from '#schema/wire/credentials.ts';
import { sha256 } from '#schema/wire/hash.ts';
import { isCompanySlug } from '#schema/wire/ids.ts';
import { createVerifier, type Clock } from '#schema/wire/signatures.ts';
import type { HttpRequest } from '#subgraphs/kit/http-server.ts';
import { readAsCompany } from '../access/row-security.ts';
import type { Database } from '../database.ts';
import { readClaims, type Passport } from '../passport.ts';
import { readLiveKeys } from '../registry/company-key-store.ts';

/** Reads who signed a request, and who of them did it; null when nobody did whose word is good for this very body. */
export type ReadCompanyRequest = (request: HttpRequest) => Promise<Passport | null>;

/**
 * Builds a reader of companies' own requests. The keys are those that the registry has been told of: nothing is fetched
 * from anywhere, so no token can send this program anywhere. Nothing is remembered either: a key is good until the moment
 * it is retired.
 */
export function createCompanyRequestReader(database: Database, clock: Clock): ReadCompanyRequest {
  return async (request) => {
    const token = request.header(COMPANY_REQUEST_HEADER);
    const company = token === undefined ? null : claimedIssuer(token);
    if (token === undefined || company === null) return null;
    const verify = await verifierFor(company, database, clock);
    const claims = await verify(token);
    if (claims === null || claims.body !== sha256(request.body)) return null;
    return readClaims({ ...claims, company, caller: claims.actor });
  };
}

/** Reads the keys first: a database that does not answer is a fault of ours, and no bad signature. */
async function verifierFor(company: string, database: Database, clock: Clock) {
  const keys = await readAsCompany(database, { company }, (transaction) =>
    readLiveKeys(company, transaction),
  );
  return createVerifier({
    issuer: companyAudience(company),
    audience: SHARED_AUDIENCE,
    keys: createLocalJWKSet({ keys }),
    claims: companyRequestClaims,
    clock,
    typ: COMPANY_REQUEST_TYPE,
    maxLifeSeconds: CREDENTIAL_LIFE_SECONDS,
    remember: false,
  });
}

/** The company that a token says it is of, unverified: whose keys to verify it with. */
function claimedIssuer(token: string): string | null {
  const prefix = companyAudience('');
  try {
    const { iss = '' } = decodeJwt(token);
    const slug = iss.startsWith(prefix) ? iss.slice(prefix.length) : '';
    return isCompanySlug(slug) ? slug : null;
  } catch {
    return null;
  }
}
