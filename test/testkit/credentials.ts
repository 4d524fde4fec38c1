import { randomUUID } from 'node:crypto';
import {
  companyAudience,
  GATEWAY_AUDIENCE,
  SHARED_AUDIENCE,
  TOKEN_TYPE,
  type CallerClaims,
} from '#schema/wire/credentials.ts';
import { COMPANY_REQUEST_TYPE } from '#schema/wire/company-requests.ts';
import { sha256 } from '#schema/wire/hash.ts';
import type { Signer } from '#schema/wire/signatures.ts';
import type { TestKey } from './network-keys.ts';

/** Claims that a test sets to something else than the honest party would. */
export type Overrides = Readonly<Record<string, unknown>>;

/** Signs what the parties of the test network sign, honestly or, by `overrides`, not. */
export interface Credentials {
  /** For tests that write what no party would. */
  readonly keys: PartyKeys;
  /** What a company's issuer signs with. */
  issuerSigner(company: string): Signer;
  callerToken(company: string, caller: CallerClaims, overrides?: Overrides): Promise<string>;
  passport(company: string, audience: string, caller?: CallerClaims, overrides?: Overrides): Promise<string>;
  attestation(
    company: string,
    audience: string,
    teams: readonly string[],
    overrides?: Overrides,
  ): Promise<string>;
  gatewayToken(overrides?: Overrides): Promise<string>;
  /** A company's word for one body; see `schema/wire/company-requests.ts`. */
  companyRequest(company: string, actor: CallerClaims, body: string, overrides?: Overrides): Promise<string>;
}

/** Keys of the parties; `issuers` and `companies` by company. */
export interface PartyKeys {
  readonly gateway: TestKey;
  readonly shared: TestKey;
  readonly issuers: ReadonlyMap<string, TestKey>;
  readonly companies?: ReadonlyMap<string, TestKey>;
}

/** The `iss` of a company's caller tokens in the test network. */
export function testIssuer(company: string): string {
  return `http://issuer.test/${company}`;
}

export function createCredentials(keys: PartyKeys): Credentials {
  const times = (seconds: number) => {
    const iat = Math.floor(Date.now() / 1000);
    return { iat, exp: iat + seconds, jti: randomUUID() };
  };
  const issuerSigner = (company: string): Signer => {
    const issuer = keys.issuers.get(company);
    if (!issuer) throw new Error(`the test network has no issuer for ${company}`);
    return issuer.signer;
  };
  return {
    keys,
    issuerSigner,
    callerToken(company, caller, overrides = {}) {
      const aud = [GATEWAY_AUDIENCE, companyAudience(company)];
      return issuerSigner(company).sign({
        ...caller,
        iss: testIssuer(company),
        aud,
        ...times(3600),
        ...overrides,
      });
    },
    passport: (company, audience, caller, overrides = {}) =>
      keys.gateway.signer.sign(
        {
          iss: GATEWAY_AUDIENCE,
          aud: audience,
          company,
          ...(caller ? { caller } : {}),
          ...times(60),
          ...overrides,
        },
        TOKEN_TYPE.passport,
      ),
    attestation: (company, audience, teams, overrides = {}) =>
      keys.shared.signer.sign(
        { iss: SHARED_AUDIENCE, aud: companyAudience(audience), company, teams, ...times(60), ...overrides },
        TOKEN_TYPE.attestation,
      ),
    gatewayToken: (overrides = {}) =>
      keys.gateway.signer.sign(
        { iss: GATEWAY_AUDIENCE, aud: SHARED_AUDIENCE, ...times(60), ...overrides },
        TOKEN_TYPE.gateway,
      ),
    companyRequest(company, { sub, kind, name }, body, overrides = {}) {
      const key = keys.companies?.get(company);
      if (!key) throw new Error(`the test network has no key of ${company}`);
      const actor = { sub, kind, ...(name === undefined ? {} : { name }) };
      const parties = { iss: companyAudience(company), aud: SHARED_AUDIENCE };
      const claims = { ...parties, actor, body: sha256(body), ...times(60), ...overrides };
      return key.signer.sign(claims, COMPANY_REQUEST_TYPE);
    },
  };
}
