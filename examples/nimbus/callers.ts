import {
  createRemoteJWKSet,
  customFetch,
  jwtVerify,
  type FetchImplementation,
  type JWTVerifyGetKey,
} from 'jose';
import type { z } from 'zod';
import {
  attestationClaims,
  callerTokenClaims,
  CLOCK_TOLERANCE_SECONDS,
  companyAudience,
  CREDENTIAL_LIFE_SECONDS,
  GATEWAY_AUDIENCE,
  issuerClaims,
  passportClaims,
  SHARED_AUDIENCE,
  SIGNATURE_ALGORITHMS,
  TOKEN_TYPE,
} from '#schema/wire/credentials.ts';
import { ATTESTATION_HEADER, PASSPORT_HEADER } from '#schema/wire/headers.ts';

/** Who asks, by what this program could verify itself. */
export type Caller =
  | {
      readonly kind: 'own';
      readonly subject: string;
      readonly callerKind: 'person' | 'agent';
      /** The subject for whom an agent acts. */
      readonly actingFor: string | null;
    }
  /** Somebody of another company, which shares these teams with Nimbus now. */
  | { readonly kind: 'foreign'; readonly company: string; readonly teams: readonly string[] }
  /** A gateway alone, or a company that shares no team with Nimbus. */
  | { readonly kind: 'nobody' };

/** Whose word counts, and where their public keys are. */
export interface Trust {
  readonly company: string;
  readonly gatewayJwksUrl: string;
  readonly sharedJwksUrl: string;
  readonly issuer: string;
  readonly issuerJwksUrl: string;
}

/** Reads one header of a request. */
export type Header = (name: string) => string | undefined;

/** Reads requests' credentials. Never throws. */
export interface CallerCheck {
  /** Null without a valid passport: the request is refused. */
  callerOf(header: Header): Promise<Caller | null>;
  /** Whether the company's own issuer asks. */
  isIssuer(header: Header): Promise<boolean>;
}

const NOBODY: Caller = { kind: 'nobody' };

/**
 * Builds the check. The passport is the gateway's word alone and opens nothing: own data takes the own issuer's token for
 * the same caller, what was published takes the shared layer's word for the same company.
 */
export function createCallerCheck(trust: Trust, tools: CheckTools): CallerCheck {
  const keys = (url: string) => createRemoteJWKSet(new URL(url), { [customFetch]: tools.fetch });
  const audience = companyAudience(trust.company);
  const gateway = reader({ issuer: GATEWAY_AUDIENCE, keys: keys(trust.gatewayJwksUrl), audience }, tools);
  const shared = reader({ issuer: SHARED_AUDIENCE, keys: keys(trust.sharedJwksUrl), audience }, tools);
  const own = reader({ issuer: trust.issuer, keys: keys(trust.issuerJwksUrl), audience }, tools);
  return {
    async callerOf(header) {
      const passport = await gateway(header(PASSPORT_HEADER), passportClaims, TOKEN_TYPE.passport);
      if (passport === null) return null;
      if (passport.company !== trust.company) {
        const attested = await shared(header(ATTESTATION_HEADER), attestationClaims, TOKEN_TYPE.attestation);
        if (attested?.company !== passport.company) return NOBODY;
        return { kind: 'foreign', company: passport.company, teams: attested.teams };
      }
      const token = await own(bearer(header), callerTokenClaims);
      const same = token?.sub === passport.caller?.sub && token?.kind === passport.caller?.kind;
      if (token === null || !same) return NOBODY;
      const { sub: subject, kind: callerKind, act } = token;
      return {
        kind: 'own',
        subject,
        callerKind,
        actingFor: callerKind === 'agent' ? (act?.sub ?? null) : null,
      };
    },
    isIssuer: async (header) => (await own(bearer(header), issuerClaims, TOKEN_TYPE.issuer)) !== null,
  };
}

interface CheckTools {
  readonly clock: () => number;
  readonly fetch: FetchImplementation;
}

interface Party {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
}

type Read = <Claims>(
  token: string | undefined,
  claims: z.ZodType<Claims>,
  typ?: string,
) => Promise<Claims | null>;

/** Reads what one party signed: the claims of a good token, null for everything else. */
function reader({ issuer, audience, keys }: Party, { clock }: CheckTools): Read {
  return async (token, claims, typ) => {
    if (token === undefined || token.length > 8192) return null;
    const now = clock();
    try {
      const { payload } = await jwtVerify(token, keys, {
        ...{ issuer, audience, currentDate: new Date(now) },
        ...{ algorithms: SIGNATURE_ALGORITHMS, clockTolerance: CLOCK_TOLERANCE_SECONDS },
        ...{ requiredClaims: ['iat', 'exp'], ...(typ === undefined ? {} : { typ }) },
      });
      const { iat = 0, exp = 0 } = payload;
      // An `iat` in the future would let it live as long as it likes. What names its type lives for a minute.
      if (iat > now / 1000 + CLOCK_TOLERANCE_SECONDS) return null;
      if (typ !== undefined && exp - iat > CREDENTIAL_LIFE_SECONDS) return null;
      return claims.parse(payload);
    } catch {
      return null;
    }
  };
}

function bearer(header: Header): string | undefined {
  return /^Bearer ([\w.-]+)$/i.exec(header('authorization') ?? '')?.[1];
}
