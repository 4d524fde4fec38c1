import { afterTaking, FULL, waitFor, type BucketRules, type FullAt } from './bucket-rules.ts';
import { RecentMap } from './recent-map.ts';

/** How many keys are remembered unless told otherwise; one that is forgotten begins with a full bucket. */
const KEPT = 10_000;

/**
 * One bucket for each key, all of the same rules, in bounded memory. Keys are of one kind, such as clients' addresses:
 * tenants have buckets that nobody else's keys can crowd out, see `caller-rates.ts`.
 */
export class KeyedBuckets {
  readonly #rules: BucketRules;
  readonly #buckets: RecentMap<string, FullAt>;

  constructor(rules: BucketRules, kept = KEPT) {
    this.#rules = rules;
    this.#buckets = new RecentMap(kept);
  }

  /** How long until so many units may be taken, in milliseconds; 0: now. Takes nothing. */
  wait(key: string, now: number, units = 1): number {
    return waitFor(this.#buckets.get(key) ?? FULL, now, units, this.#rules);
  }

  /** Takes units, or tells how long until they may be taken, in milliseconds; 0: they were. */
  take(key: string, now: number, units = 1): number {
    const fullAt = this.#buckets.get(key) ?? FULL;
    const wait = waitFor(fullAt, now, units, this.#rules);
    if (wait === 0) this.#buckets.set(key, afterTaking(fullAt, now, units, this.#rules));
    return wait;
  }
}
