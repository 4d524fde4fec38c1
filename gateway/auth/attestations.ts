import { LRUCache } from 'lru-cache';
import { attestationReply } from '#schema/wire/registry.ts';
import type { Clock } from '#schema/wire/signatures.ts';
import type { Caller } from '../context.ts';

/** Asks the shared layer for its word to `audience` on the teams of the caller's company. Null: they share none. */
export type FetchAttestation = (caller: Caller, audience: string) => Promise<unknown>;

/** No answer is kept for longer than this, the "shares no team" among them. */
const LONGEST_KEPT_MS = 30_000;
const NO_TEAM_KEPT_MS = 1_000;

/**
 * Membership attestations, kept per pair of companies for their life; those of narrowed callers apart, since they name
 * fewer teams. Calls for the same pair at the same time are one call. A failure is not kept.
 *
 * @returns the attestation, or null when the companies share no team now
 */
export function createAttestations(fetchAttestation: FetchAttestation, clock: Clock) {
  const kept = new LRUCache<string, { until: number; attestation: string | null }>({ max: 10_000 });
  const underWay = new Map<string, Promise<string | null>>();

  async function ask(key: string, caller: Caller, audience: string): Promise<string | null> {
    const { attestation, exp } = attestationReply.parse(await fetchAttestation(caller, audience));
    const life =
      attestation === null ? NO_TEAM_KEPT_MS : Math.min((exp * 1000 - clock()) / 2, LONGEST_KEPT_MS);
    kept.set(key, { until: clock() + life, attestation });
    return attestation;
  }

  return (caller: Caller, audience: string): Promise<string | null> => {
    const key = JSON.stringify([caller.company, audience, caller.reach]);
    const known = kept.get(key);
    if (known && known.until > clock()) return Promise.resolve(known.attestation);
    const call = underWay.get(key) ?? ask(key, caller, audience).finally(() => underWay.delete(key));
    underWay.set(key, call);
    return call;
  };
}
