import type { CompanyLimits } from '#schema/wire/registry.ts';
import { ratesFor, type RateName, type Rates } from '../limits/rate-table.ts';

/** Who opens a stream, and what the registry says of its company's limits. */
export interface StreamOwner {
  readonly company: string;
  readonly sub: string;
  readonly limits: CompanyLimits | null;
}

/** Counts a stream and gives what lets go of it; the limit that is reached, or `all` where the gateway has no room. */
export type CountStream = (owner: StreamOwner) => (() => void) | RateName | 'all';

/** The last tenth of all places is for companies that have fewer than a hundredth of them: nobody can take every place. */
const OPEN_TO_ALL = 0.9;
const FEW = 0.01;

/** Counts open streams in all, by company and by caller. */
export function createStreamCounts({
  all,
  usual,
}: {
  readonly all: number;
  readonly usual: Rates;
}): CountStream {
  const counts = new Map<string, number>();
  const open = (key: string) => counts.get(key) ?? 0;
  const isFull = (company: string) =>
    open('') >= all || (open('') >= all * OPEN_TO_ALL && open(company) >= Math.max(1, all * FEW));
  return ({ company, sub, limits }) => {
    const rates = ratesFor(limits, usual);
    const keys = ['', company, `${company} ${sub}`] as const;
    if (open(keys[2]) >= rates.callerStreams) return 'callerStreams';
    if (open(company) >= rates.streams) return 'streams';
    if (isFull(company)) return 'all';
    for (const key of keys) counts.set(key, open(key) + 1);
    return () => {
      for (const key of keys) {
        const left = open(key) - 1;
        if (left > 0) counts.set(key, left);
        else counts.delete(key);
      }
    };
  };
}
