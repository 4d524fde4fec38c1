import {
  COMPANY_REQUEST_HEADER,
  COMPANY_REQUEST_TYPE,
  companyRequestClaims,
} from '#schema/wire/company-requests.ts';
import { SHARED_AUDIENCE } from '#schema/wire/credentials.ts';
import type { Clock } from '#schema/wire/signatures.ts';
import type { HttpRequest } from '#subgraphs/kit/http-server.ts';
import type { Database } from '../database.ts';
import { readClaims, type Passport } from '../passport.ts';
import { createSignedReader } from './signed-reading.ts';

/** Reads who signed a request, and who of them did it; null when nobody did whose word is good for this very body. */
export type ReadCompanyRequest = (request: HttpRequest) => Promise<Passport | null>;

/** Builds a reader of companies' own requests. */
export function createCompanyRequestReader(database: Database, clock: Clock): ReadCompanyRequest {
  const read = createSignedReader(
    {
      header: COMPANY_REQUEST_HEADER,
      typ: COMPANY_REQUEST_TYPE,
      audience: SHARED_AUDIENCE,
      claims: companyRequestClaims,
    },
    { database, clock },
  );
  return async (request) => {
    const word = await read(request);
    if (word?.company == null) return null;
    const { company, claims } = word;
    return readClaims({ ...claims, company, caller: claims.actor });
  };
}
