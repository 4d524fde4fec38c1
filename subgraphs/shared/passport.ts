import {
  CREDENTIAL_LIFE_SECONDS,
  GATEWAY_AUDIENCE,
  passportClaims,
  SHARED_AUDIENCE,
  TOKEN_TYPE,
  type PassportClaims,
} from '#schema/wire/credentials.ts';
import { PASSPORT_HEADER } from '#schema/wire/headers.ts';
import { isCompanySlug } from '#schema/wire/ids.ts';
import { createVerifier, type Clock } from '#schema/wire/signatures.ts';
import type { HttpRequest } from '#subgraphs/kit/http-server.ts';
import type { JWTVerifyGetKey } from 'jose';
import { reachOf, type Reach } from './access/reach-rules.ts';
import { isStorable } from '#subgraphs/kit/text-rules.ts';

/** Who asks, as its company vouches for it. */
export interface Caller {
  readonly subject: string;
  readonly kind: 'PERSON' | 'AGENT';
  readonly displayName: string;
}

/** What a passport says: the tenant, and the caller in it. */
export interface Passport {
  readonly company: string;
  readonly caller: Caller;
  /** The subject for whom an agent acts, at the same issuer. */
  readonly actingFor?: string;
  /** How far the caller reaches; left out for all whom their company has not narrowed. */
  readonly reach?: Reach | null;
}

/** Reads a request's passport; null when it has none that is good. */
export type ReadPassport = (request: HttpRequest) => Promise<Passport | null>;

/** Builds a reader of the gateway's passports for the shared layer. */
export function createPassportReader(keys: JWTVerifyGetKey, clock: Clock): ReadPassport {
  const verify = createVerifier({
    issuer: GATEWAY_AUDIENCE,
    audience: SHARED_AUDIENCE,
    keys,
    claims: passportClaims,
    clock,
    typ: TOKEN_TYPE.passport,
    maxLifeSeconds: CREDENTIAL_LIFE_SECONDS,
  });
  return async (request) => {
    const token = request.header(PASSPORT_HEADER);
    const claims = token === undefined ? null : await verify(token);
    return claims && readClaims(claims);
  };
}

/**
 * Reads what a good passport claims. The shared layer serves nobody without a name: a passport that keeps the caller back
 * is for foreign companies. A subject that the database could not hold is refused here rather than there.
 */
export function readClaims({ company, caller }: PassportClaims): Passport | null {
  if (caller === undefined || !isCompanySlug(company)) return null;
  const displayName = caller.name ?? caller.sub;
  if (!isStorable(caller.sub) || !isStorable(displayName) || !isStorable(caller.act?.sub ?? '')) return null;
  return {
    company,
    caller: { subject: caller.sub, kind: caller.kind === 'agent' ? 'AGENT' : 'PERSON', displayName },
    ...(caller.act ? { actingFor: caller.act.sub } : {}),
    ...(caller.reach ? { reach: reachOf(caller.reach) } : {}),
  };
}
