import type { CompanyLimits } from '#schema/wire/registry.ts';
import {
  afterTaking,
  FULL,
  retryAfterSeconds,
  unitsLeft,
  waitFor,
  type BucketRules,
  type FullAt,
} from './bucket-rules.ts';
import { limitsOf, type Limit, type Limits } from './rate-policies.ts';
import { ratesFor, type RateExcess, type Rates } from './rate-table.ts';
import { RecentMap } from './recent-map.ts';

/** Milliseconds of a clock that never goes back. */
export type Elapsed = () => number;

/** One company's buckets, and those of its callers. Nothing that another company does is felt here. */
class CompanyRates {
  requests: FullAt = FULL;
  cost: FullAt = FULL;
  documents: FullAt = FULL;
  /** The registry's word that the limits are made of. */
  said: CompanyLimits | null | undefined = undefined;
  limits: Limits;
  readonly callers: RecentMap<string, CallerRates>;

  constructor(limits: Limits, callersKept: number) {
    this.limits = limits;
    this.callers = new RecentMap(callersKept);
  }
}

/** Takes one caller's requests and their cost from its own buckets and its company's, or tells which of them has too little. */
export class CallerRates {
  readonly #company: CompanyRates;
  readonly #elapsed: Elapsed;
  #requests: FullAt = FULL;
  #cost: FullAt = FULL;

  constructor(company: CompanyRates, elapsed: Elapsed) {
    this.#company = company;
    this.#elapsed = elapsed;
  }

  /** Why no request may come now; null when one may. Takes nothing. */
  excess(): RateExcess | null {
    const company = this.#company;
    const { callerRequests, requests } = company.limits;
    const now = this.#elapsed();
    const own = waitFor(this.#requests, now, 1, callerRequests);
    const all = waitFor(company.requests, now, 1, requests);
    return own === 0 && all === 0 ? null : excessOf(own, callerRequests, all, requests);
  }

  /** Takes a request. */
  admit(): RateExcess | null {
    const excess = this.excess();
    if (excess) return excess;
    const company = this.#company;
    const now = this.#elapsed();
    this.#requests = afterTaking(this.#requests, now, 1, company.limits.callerRequests);
    company.requests = afterTaking(company.requests, now, 1, company.limits.requests);
    return null;
  }

  /** Takes what an operation costs. */
  spend(cost: number): RateExcess | null {
    const company = this.#company;
    const { callerCost, cost: companyCost } = company.limits;
    const now = this.#elapsed();
    const own = waitFor(this.#cost, now, cost, callerCost);
    const all = waitFor(company.cost, now, cost, companyCost);
    if (own > 0 || all > 0) return excessOf(own, callerCost, all, companyCost);
    this.#cost = afterTaking(this.#cost, now, cost, callerCost);
    company.cost = afterTaking(company.cost, now, cost, companyCost);
    return null;
  }

  /** Takes a document that has to be read and planned. */
  readDocument(): RateExcess | null {
    const company = this.#company;
    const { documents } = company.limits;
    const now = this.#elapsed();
    const wait = waitFor(company.documents, now, 1, documents);
    if (wait > 0) return { limit: documents.name, retryAfterSeconds: retryAfterSeconds(wait) };
    company.documents = afterTaking(company.documents, now, 1, documents);
    return null;
  }

  /** `RateLimit-Policy` with all policies, `RateLimit` with the one that is nearest to its end. */
  headers(): readonly string[] {
    const company = this.#company;
    const { limits } = company;
    const now = this.#elapsed();
    let [fullAt, limit] = [this.#requests, limits.callerRequests];
    let most = used(fullAt, now, limit);
    const others = [company.requests, this.#cost, company.cost];
    const theirs = [limits.requests, limits.callerCost, limits.cost];
    for (let index = 0; index < others.length; index += 1) {
      const other = theirs[index] ?? limit;
      const at = others[index] ?? FULL;
      const share = used(at, now, other);
      if (share <= most) continue;
      [fullAt, limit, most] = [at, other, share];
    }
    const seconds = Math.max(0, Math.ceil((fullAt - now) / 1000));
    const state = `"${limit.name}";r=${unitsLeft(fullAt, now, limit)};t=${seconds}`;
    return ['ratelimit-policy', limits.policy, 'ratelimit', state];
  }
}

/** How much of a bucket is missing, 0 for nothing, 1 for all of it. */
function used(fullAt: FullAt, now: number, { burst, perSecond }: BucketRules): number {
  return Math.max(0, (fullAt - now) * perSecond) / burst;
}

/** The caller's own limit is named first: what it can do about that is in its hands. */
function excessOf(own: number, ownLimit: Limit, all: number, allLimit: Limit): RateExcess {
  const limit = own > 0 ? ownLimit.name : allLimit.name;
  return { limit, retryAfterSeconds: retryAfterSeconds(Math.max(own, all)) };
}

/** How many companies are remembered, and callers of each: a company's callers crowd out none of another's. */
const KEPT = { companies: 20_000, callers: 10_000 };

/** The buckets of all companies and callers, in bounded memory. */
export class RateBook {
  readonly #usual: Rates;
  readonly #elapsed: Elapsed;
  readonly #companies = new RecentMap<string, CompanyRates>(KEPT.companies);

  constructor(usual: Rates, elapsed: Elapsed) {
    this.#usual = usual;
    this.#elapsed = elapsed;
  }

  /** A caller's buckets, by what the registry says of its company's limits now. */
  of(caller: { readonly company: string; readonly sub: string }, said: CompanyLimits | null): CallerRates {
    const company = this.#companies.get(caller.company) ?? this.#open(caller.company);
    if (company.said !== said) {
      company.said = said;
      company.limits = limitsOf(ratesFor(said, this.#usual));
    }
    const known = company.callers.get(caller.sub);
    if (known) return known;
    const fresh = new CallerRates(company, this.#elapsed);
    company.callers.set(caller.sub, fresh);
    return fresh;
  }

  #open(name: string): CompanyRates {
    const company = new CompanyRates(limitsOf(this.#usual), KEPT.callers);
    this.#companies.set(name, company);
    return company;
  }
}
