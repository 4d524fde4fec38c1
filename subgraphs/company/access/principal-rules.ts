import type { AttestationClaims, CallerTokenClaims, PassportClaims } from '#schema/wire/credentials.ts';
import type { AgentReach } from './reach-rules.ts';

/** A caller of the company itself, whom both the gateway and the company's own issuer name. A person reads everything. */
export interface OwnPrincipal {
  readonly kind: 'own';
  readonly subject: string;
  /** As the company's issuer says. */
  readonly callerKind: CallerTokenClaims['kind'];
  /** What an agent reads, as the company's own records have it; without it an agent reads nothing narrowed. */
  readonly reach?: AgentReach;
  /** The person for whom an agent acts, as the company's issuer says; absent when it acts by itself. */
  readonly actingFor?: string;
  /** The credential that an agent's token was got with; absent when the issuer does not say. */
  readonly credentialId?: string;
}

/** A caller of another company. Reads what the ledger says is published to one of `teams`. */
export interface ForeignPrincipal {
  readonly kind: 'foreign';
  readonly company: string;
  /** Ids of the teams that both companies are active in now, as the shared layer attests. */
  readonly teams: ReadonlySet<string>;
}

/** Nobody in particular: a gateway alone, or a company that shares no team with this one. Reads nothing. */
export interface Nobody {
  readonly kind: 'nobody';
}

/** Who asks, as far as this program could verify it itself. */
export type Principal = OwnPrincipal | ForeignPrincipal | Nobody;

/** What came with a request and held up: signature, issuer, audience and time are checked. */
export interface VerifiedWords {
  readonly passport: PassportClaims;
  /** From the own issuer's token; null when there is none, or it is no good. */
  readonly caller: CallerTokenClaims | null;
  readonly attestation: AttestationClaims | null;
}

const NOBODY: Nobody = { kind: 'nobody' };

/**
 * Decides who asks. The passport is the gateway's word alone, so it never opens anything by itself: own data takes the
 * own issuer's word for the same caller, and published fields take the shared layer's word for the same company.
 */
export function principalOf(ownCompany: string, words: VerifiedWords): Principal {
  return words.passport.company === ownCompany ? ownCaller(words) : foreignCaller(words);
}

function ownCaller({ passport, caller }: VerifiedWords): Principal {
  if (caller === null || passport.caller === undefined) return NOBODY;
  const same = caller.sub === passport.caller.sub && caller.kind === passport.caller.kind;
  if (!same) return NOBODY;
  const principal: OwnPrincipal = { kind: 'own', subject: caller.sub, callerKind: caller.kind };
  if (caller.kind !== 'agent') return principal;
  return {
    ...principal,
    ...(caller.act ? { actingFor: caller.act.sub } : {}),
    ...(caller.credential === undefined ? {} : { credentialId: caller.credential }),
  };
}

function foreignCaller({ passport, attestation }: VerifiedWords): Principal {
  if (attestation === null || attestation.company !== passport.company) return NOBODY;
  return { kind: 'foreign', company: passport.company, teams: new Set(attestation.teams) };
}
