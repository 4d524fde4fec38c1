import { LRUCache } from 'lru-cache';
import {
  callerClaims,
  CREDENTIAL_LIFE_SECONDS,
  GATEWAY_AUDIENCE,
  SHARED_AUDIENCE,
  TOKEN_TYPE,
} from '#schema/wire/credentials.ts';
import type { Clock, Signer } from '#schema/wire/signatures.ts';
import type { Caller } from '../context.ts';

/** Writes the gateway's word for subgraphs. */
export interface Passports {
  /** For the shared layer, or for the caller's own company: names company and caller. */
  named(caller: Caller, audience: string): Promise<string>;
  /** For another company, which learns the caller's company alone. */
  companyOnly(company: string, audience: string): Promise<string>;
  /** For the gateway's own calls to the shared layer. */
  service(): Promise<string>;
}

/** A passport is used again for half of its life, so that one always has half a life left when it is sent. */
const REUSE_MS = (CREDENTIAL_LIFE_SECONDS * 1000) / 2;

/** Makes passports, each kept for a while: `newId` gives every one its `jti`. */
export function createPassports(options: { signer: Signer; clock: Clock; newId: () => string }): Passports {
  const { signer, clock, newId } = options;
  const kept = new LRUCache<string, { until: number; passport: Promise<string> }>({ max: 10_000 });

  const sign = (audience: string, claims: Record<string, unknown>, typ: string) => {
    const iat = Math.floor(clock() / 1000);
    const times = { iat, exp: iat + CREDENTIAL_LIFE_SECONDS };
    return signer.sign({ ...claims, ...times, iss: GATEWAY_AUDIENCE, aud: audience, jti: newId() }, typ);
  };

  const reuse = (key: string, make: () => Promise<string>): Promise<string> => {
    const known = kept.get(key);
    if (known && known.until > clock()) return known.passport;
    const passport = make();
    kept.set(key, { until: clock() + REUSE_MS, passport });
    return passport;
  };

  // A caller that was verified before is the same object again: then nothing is parsed or put into a key.
  const byCaller = new WeakMap<Caller, Map<string, string>>();

  function keyOf(caller: Caller, audience: string): string {
    const keys = byCaller.get(caller) ?? new Map<string, string>();
    byCaller.set(caller, keys);
    const known = keys.get(audience);
    if (known !== undefined) return known;
    const key = JSON.stringify([audience, caller.company, callerClaims.parse(caller)]);
    keys.set(audience, key);
    return key;
  }

  return {
    named: (caller, audience) =>
      reuse(keyOf(caller, audience), () => {
        const claims = { company: caller.company, caller: callerClaims.parse(caller) };
        return sign(audience, claims, TOKEN_TYPE.passport);
      }),
    companyOnly: (company, audience) =>
      reuse(JSON.stringify([audience, company]), () => sign(audience, { company }, TOKEN_TYPE.passport)),
    service: () => reuse('', () => sign(SHARED_AUDIENCE, {}, TOKEN_TYPE.gateway)),
  };
}
