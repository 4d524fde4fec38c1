import type { CompanyLimits } from '#schema/wire/registry.ts';
import type { BucketRules } from './bucket-rules.ts';

/** How much of the gateway a company may take over time, and at once: all of it in one table. */
export type Rates = Readonly<Record<RateName, number>>;
/** What is limited over time. Limits of one operation are in `budget.ts`. */
export type RateName = keyof typeof USUAL;

/** What a company hardly meets that means well. Each gateway counts for itself, see docs/adr/0032. */
const USUAL = {
  /** Operations of a company, by every transport, each second. */
  requestsPerSecond: 500,
  /** How many may come at once after a while without. */
  requestBurst: 2000,
  /** What a company's operations may cost in a minute, as `cost-model.ts` measures it. */
  costPerMinute: 50_000_000,
  /** Documents of a company that the gateway has not got ready, in a minute: it has to read and plan them. */
  newDocumentsPerMinute: 1200,
  /** Streams of a company that are open at once. */
  streams: 5000,
  /** The same of one caller: a person or an agent. */
  callerRequestsPerSecond: 100,
  callerRequestBurst: 500,
  callerCostPerMinute: 10_000_000,
  callerStreams: 100,
} as const;

/** What holds for a company without rates of its own, at a gateway without settings of its own. */
export const USUAL_RATES: Rates = USUAL;

/** What whoever has no valid token may ask for, of one address, at a gateway without settings of its own. */
export const USUAL_STRANGERS: BucketRules = { perSecond: 20, burst: 200 };

/** The gateway's rates with what the registry says otherwise of a company. */
export function ratesFor(company: CompanyLimits | null, usual: Rates): Rates {
  return company === null ? usual : { ...usual, ...company };
}

/** A limit that was reached, and when to come back. */
export interface RateExcess {
  readonly limit: RateName;
  readonly retryAfterSeconds: number;
}
