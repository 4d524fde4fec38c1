/**
 * `node --import tsx bench/rate-limits.ts [--companies 1000] [--callers 100]`: what the limits over time cost a request, as
 * processor time of this process: a caller's buckets are found, a request and its cost are taken, the headers are written.
 * There is no gateway without them, so this is beside what a whole request takes (bench/RESULTS.md). Rounds in turn with an
 * empty loop, whose time is taken off; medians.
 */
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { RateBook } from '#gateway/limits/caller-rates.ts';
import { USUAL_RATES } from '#gateway/limits/rate-table.ts';
import { median } from './median.ts';
import { ownTime } from './processor-time.ts';

const { values } = parseArgs({
  options: { companies: { type: 'string', default: '1000' }, callers: { type: 'string', default: '100' } },
});
const ROUNDS = 9;
const REQUESTS = 500_000;

const much = Object.fromEntries(Object.keys(USUAL_RATES).map((name) => [name, 1e12]));
const callers = Array.from({ length: Number(values.companies) * Number(values.callers) }, (_, index) => ({
  company: `company-${index % Number(values.companies)}`,
  sub: `caller-${Math.floor(index / Number(values.companies))}`,
}));

/** Everybody asks in an order that no cache likes: a prime apart. */
function everybody(each: (caller: { readonly company: string; readonly sub: string }) => number): number {
  let sum = 0;
  for (let index = 0; index < REQUESTS; index += 1) {
    const caller = callers[(index * 7919) % callers.length];
    if (caller) sum += each(caller);
  }
  return sum;
}

const plenty = new RateBook({ ...USUAL_RATES, ...much }, () => performance.now());
const scarce = new RateBook(USUAL_RATES, () => performance.now());
const COST = 40;

const WORK = {
  nothing: () => everybody(({ company, sub }) => company.length + sub.length),
  'taken, with headers': () =>
    everybody((caller) => {
      const rates = plenty.of(caller, null);
      return Number(rates.admit() === null) + Number(rates.spend(COST) === null) + rates.headers().length;
    }),
  'as it comes, most of it refused': () =>
    everybody((caller) => {
      const rates = scarce.of(caller, null);
      return rates.admit() === null && rates.spend(COST) === null ? rates.headers().length : 0;
    }),
};

const taken = new Map<string, number[]>(Object.keys(WORK).map((name) => [name, []]));
for (let round = 0; round <= ROUNDS; round += 1)
  for (const [name, work] of Object.entries(WORK)) {
    const before = ownTime();
    work();
    // The first round warms up.
    if (round > 0) taken.get(name)?.push(((ownTime() - before) * 1000) / REQUESTS);
  }

const empty = median(taken.get('nothing') ?? []);
process.stdout.write(
  `${values.companies} companies of ${values.callers} callers; microseconds of a request\n`,
);
for (const [name, all] of taken)
  if (name !== 'nothing') process.stdout.write(`${name}: ${(median(all) - empty).toFixed(2)}\n`);
