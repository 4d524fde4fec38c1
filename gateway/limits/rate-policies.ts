import type { BucketRules } from './bucket-rules.ts';
import type { RateName, Rates } from './rate-table.ts';

/** A limit over time, by its name in the table. */
export interface Limit extends BucketRules {
  readonly name: RateName;
}

/** What a company's rates come to. */
export interface Limits {
  readonly requests: Limit;
  readonly cost: Limit;
  readonly documents: Limit;
  readonly callerRequests: Limit;
  readonly callerCost: Limit;
  /** What `RateLimit-Policy` says. */
  readonly policy: string;
}

/** Makes limits of rates. */
export function limitsOf(rates: Rates): Limits {
  const limits = {
    callerRequests: perSecond('callerRequestsPerSecond', rates, rates.callerRequestBurst),
    requests: perSecond('requestsPerSecond', rates, rates.requestBurst),
    callerCost: perMinute('callerCostPerMinute', rates),
    cost: perMinute('costPerMinute', rates),
    documents: perMinute('newDocumentsPerMinute', rates),
  };
  return { ...limits, policy: Object.values(limits).map(policyOf).join(', ') };
}

function perSecond(name: RateName, rates: Rates, burst: number): Limit {
  return { name, perSecond: rates[name], burst };
}

/** A minute's worth may come at once. */
function perMinute(name: RateName, rates: Rates): Limit {
  return { name, perSecond: rates[name] / 60, burst: rates[name] };
}

/** Units other than requests are named; of those, the draft's registry of units knows none. */
function policyOf(limit: Limit): string {
  const { name, burst } = limit;
  const window = Math.max(1, Math.ceil(burst / limit.perSecond));
  return `"${name}";q=${burst};w=${window}${UNITS[name] ?? ''}`;
}

const UNITS: Partial<Record<RateName, string>> = {
  costPerMinute: ';qu="cost"',
  callerCostPerMinute: ';qu="cost"',
  newDocumentsPerMinute: ';qu="documents"',
};
