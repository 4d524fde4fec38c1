import type { BucketRules } from './bucket-rules.ts';
import { KeyedBuckets } from './keyed-buckets.ts';

/** How often signing in may be asked for. */
export interface SignInRates {
  /** Of one client's address, by whoever has no session. */
  readonly address: BucketRules;
  /** To begin at one company, by whomever. */
  readonly door: BucketRules;
  /** By all sessions of one company. */
  readonly sessions: BucketRules;
}

/** Room for an office behind one address, and for all of a large company on a Monday morning. */
export const USUAL_SIGN_IN_RATES: SignInRates = {
  address: { perSecond: 5, burst: 100 },
  door: { perSecond: 20, burst: 500 },
  sessions: { perSecond: 100, burst: 2000 },
};

/** Counts what is asked. Each tells how long until it may be asked again, in milliseconds; 0: now, and it is counted. */
export interface SignInGate {
  stranger(address: string, now: number): number;
  /** @param company one that the registry knows: others are nobody's, and counted by address alone */
  door(company: string, now: number): number;
  /** Those who are in already are not kept out by any crowd at the door. */
  session(company: string, now: number): number;
}

/** A gate, in bounded memory. */
export function createSignInGate(rates: SignInRates): SignInGate {
  const addresses = new KeyedBuckets(rates.address);
  const doors = new KeyedBuckets(rates.door);
  const sessions = new KeyedBuckets(rates.sessions);
  return {
    stranger: (address, now) => addresses.take(address, now),
    door: (company, now) => doors.take(company, now),
    session: (company, now) => sessions.take(company, now),
  };
}
