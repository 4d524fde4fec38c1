import { attestationRequest, type AttestationReply } from '#schema/wire/registry.ts';
import {
  companyAudience,
  CREDENTIAL_LIFE_SECONDS,
  SHARED_AUDIENCE,
  TOKEN_TYPE,
} from '#schema/wire/credentials.ts';
import { isCompanySlug } from '#schema/wire/ids.ts';
import type { Clock, Signer } from '#schema/wire/signatures.ts';
import { jsonReply, type Route } from '#subgraphs/kit/http-server.ts';
import type { RequestLog } from '#subgraphs/kit/request-log.ts';
import { readAsCompany } from '../access/row-security.ts';
import type { Database } from '../database.ts';
import type { Passport, ReadPassport } from '../passport.ts';
import { readTeamsInCommon } from './attestation-store.ts';

/** What attesting needs. */
export interface AttestationTools {
  readonly database: Database;
  readonly readPassport: ReadPassport;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly log: RequestLog;
}

/**
 * `POST /attestations` with a passport: the shared layer's word, for one foreign company, on the teams that it and the
 * caller's company are both in now; of a narrowed caller, those that it reaches. A company that shares no team and one that does not exist are answered alike.
 */
export function createAttestationRoute(tools: AttestationTools): Route {
  return {
    method: 'POST',
    path: '/attestations',
    async handle(request) {
      const passport = await tools.readPassport(request);
      if (passport === null) return { status: 401 };
      tools.log.note({ company: passport.company });
      const asked = attestationRequest.safeParse(parseJson(request.body));
      if (!asked.success) return { status: 400 };
      return jsonReply(200, await attest(passport, asked.data.audience, tools));
    },
  };
}

async function attest(
  passport: Passport,
  audience: string,
  { database, signer, clock }: AttestationTools,
): Promise<AttestationReply> {
  const { company } = passport;
  const iat = Math.floor(clock() / 1000);
  const exp = iat + CREDENTIAL_LIFE_SECONDS;
  // Nobody needs a word on itself: its own data opens to its callers' tokens.
  const foreign = isCompanySlug(audience) && audience !== company;
  const teams = foreign ? await readCommon(passport, audience, database) : [];
  if (teams.length === 0) return { attestation: null, exp };
  const claims = { iss: SHARED_AUDIENCE, aud: companyAudience(audience), iat, exp, company, teams };
  return { attestation: await signer.sign(claims, TOKEN_TYPE.attestation), exp };
}

function readCommon(passport: Passport, audience: string, database: Database): Promise<string[]> {
  return readAsCompany(database, passport, (transaction) =>
    readTeamsInCommon(passport.company, transaction, audience),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
