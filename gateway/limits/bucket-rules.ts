/** How fast a bucket fills, and how much it holds. Both are finite. */
export interface BucketRules {
  /** Units that come back each second. */
  readonly perSecond: number;
  /** Units that it holds when it is full, one at least. */
  readonly burst: number;
}

/**
 * A bucket of tokens at one moment, as one number (GCRA): when it will be full again, in milliseconds of the caller's
 * clock, which must not go back. It is full at any time that is past.
 */
export type FullAt = number;

/** A bucket of which nothing has been taken. */
export const FULL: FullAt = 0;

/** Less than a thousandth of a millisecond is rounding. */
const ROUNDING_MS = 0.001;

/**
 * How long until so many units may be taken, in milliseconds; 0: now. More than the bucket holds may be taken once it
 * is full: what is owed then is paid back before anything else is given.
 */
export function waitFor(fullAt: FullAt, now: number, units: number, rules: BucketRules): number {
  const spare = ((rules.burst - Math.min(units, rules.burst)) * 1000) / rules.perSecond;
  const wait = fullAt - now - spare;
  return wait > ROUNDING_MS ? wait : 0;
}

/** The bucket after so many units were taken. */
export function afterTaking(fullAt: FullAt, now: number, units: number, rules: BucketRules): FullAt {
  return Math.max(fullAt, now) + (units * 1000) / rules.perSecond;
}

/** Whole units that may be taken now. */
export function unitsLeft(fullAt: FullAt, now: number, { burst, perSecond }: BucketRules): number {
  const missing = (Math.max(0, fullAt - now) * perSecond) / 1000;
  return Math.max(0, Math.floor(burst - missing + ROUNDING_MS));
}

/** A wait in whole seconds, as `Retry-After` says it: never too early, and never 0. */
export function retryAfterSeconds(waitMs: number): number {
  return Math.max(1, Math.ceil(waitMs / 1000));
}
