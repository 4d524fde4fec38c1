import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RateBook, type CallerRates } from './caller-rates.ts';
import { ratesFor, USUAL_RATES, type Rates } from './rate-table.ts';

const RATES: Rates = {
  ...{ requestsPerSecond: 10, requestBurst: 20, costPerMinute: 6000, newDocumentsPerMinute: 3 },
  ...{ callerRequestsPerSecond: 5, callerRequestBurst: 8, callerCostPerMinute: 3000 },
  ...{ streams: 10, callerStreams: 5 },
};

function open(rates: Rates = RATES) {
  const time = { now: 5000 };
  const book = new RateBook(rates, () => time.now);
  const of = (company: string, sub: string) => book.of({ company, sub }, null);
  return { time, book, of };
}

const admitted = (rates: CallerRates, times: number) =>
  Array.from({ length: times }, () => rates.admit()).filter((excess) => excess === null).length;

describe('what a caller may ask for', () => {
  it('is its own limit, then its company’s', () => {
    const { of, time } = open();
    expect(admitted(of('acme', 'a'), 20)).toBe(8);
    expect(of('acme', 'a').admit()).toEqual({ limit: 'callerRequestsPerSecond', retryAfterSeconds: 1 });
    expect(admitted(of('acme', 'b'), 20)).toBe(8);
    expect(admitted(of('acme', 'c'), 20)).toBe(4);
    expect(of('acme', 'c').admit()).toEqual({ limit: 'requestsPerSecond', retryAfterSeconds: 1 });
    time.now += 1000;
    expect(admitted(of('acme', 'a'), 20)).toBe(5);
  });

  it('is paid for by cost too, with more than there is only when all of it is there', () => {
    const { of, time } = open();
    expect(of('acme', 'a').spend(2900)).toBeNull();
    expect(of('acme', 'a').spend(101)).toEqual({ limit: 'callerCostPerMinute', retryAfterSeconds: 1 });
    expect(of('acme', 'a').spend(100)).toBeNull();
    expect(of('acme', 'b').spend(3000)).toBeNull();
    expect(of('acme', 'c').spend(1)).toEqual({ limit: 'costPerMinute', retryAfterSeconds: 1 });
    time.now += 60_000;
    expect(of('acme', 'a').spend(9000)).toBeNull();
    expect(of('acme', 'a').spend(1)).toMatchObject({ retryAfterSeconds: 121 });
  });

  it('costs nothing when it is refused', () => {
    const { of, time } = open();
    admitted(of('acme', 'a'), 8);
    for (let refused = 0; refused < 100; refused += 1) of('acme', 'a').admit();
    for (let refused = 0; refused < 100; refused += 1) of('acme', 'a').spend(1_000_000);
    expect(admitted(of('acme', 'b'), 20)).toBe(8);
    time.now += 60_000_000;
    expect(of('acme', 'b').spend(3000)).toBeNull();
  });

  it('is so many documents that the gateway has to read, of the whole company', () => {
    const { of } = open();
    expect(['a', 'b', 'c', 'd'].map((sub) => of('acme', sub).readDocument()?.limit)).toEqual([
      ...[undefined, undefined, undefined],
      'newDocumentsPerMinute',
    ]);
    expect(of('harbor', 'a').readDocument()).toBeNull();
  });

  it('is what the registry says of its company, from then on', () => {
    const { book } = open();
    const caller = { company: 'acme', sub: 'a' };
    expect(admitted(book.of(caller, { callerRequestBurst: 2 }), 20)).toBe(2);
    expect(admitted(book.of(caller, { callerRequestBurst: 4 }), 20)).toBe(2);
    expect(admitted(book.of({ company: 'harbor', sub: 'a' }, null), 20)).toBe(8);
    expect(ratesFor({ depth: 3, streams: 1 }, RATES)).toMatchObject({ ...RATES, streams: 1 });
  });
});

describe('headers', () => {
  it('tell all policies, and what is left of the one that is nearest to its end', () => {
    const { of } = open();
    const told = () => of('acme', 'a').headers().at(-1);
    expect(of('acme', 'a').headers()).toEqual([
      'ratelimit-policy',
      '"callerRequestsPerSecond";q=8;w=2, "requestsPerSecond";q=20;w=2, "callerCostPerMinute";q=3000;w=60;qu="cost", ' +
        '"costPerMinute";q=6000;w=60;qu="cost", "newDocumentsPerMinute";q=3;w=60;qu="documents"',
      'ratelimit',
      '"callerRequestsPerSecond";r=8;t=0',
    ]);
    admitted(of('acme', 'a'), 2);
    expect(told()).toBe('"callerRequestsPerSecond";r=6;t=1');
    of('acme', 'a').spend(2000);
    expect(told()).toBe('"callerCostPerMinute";r=1000;t=40');
    admitted(of('acme', 'b'), 8);
    admitted(of('acme', 'c'), 8);
    expect(told()).toBe('"requestsPerSecond";r=2;t=2');
    expect(of('harbor', 'a').headers().at(-1)).toBe('"callerRequestsPerSecond";r=8;t=0');
  });
});

type Step = { company: string; sub: string; wait: number; cost: number };
const step: fc.Arbitrary<Step> = fc.record({
  company: fc.constantFrom('acme', 'harbor', 'nimbus'),
  sub: fc.constantFrom('a', 'b'),
  wait: fc.integer({ min: 0, max: 400 }),
  cost: fc.integer({ min: 0, max: 4000 }),
});

/** All that one company is told while these steps are taken. */
function toldTo(company: string, steps: readonly Step[]): unknown[] {
  const { of, time } = open();
  return steps.flatMap((one) => {
    time.now += one.wait;
    const rates = of(one.company, one.sub);
    const told = [rates.admit(), rates.spend(one.cost), rates.readDocument(), rates.headers()];
    return one.company === company ? [told] : [];
  });
}

describe('whatever one company does', () => {
  it('is nothing to another: it is told the same as if it were alone', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        let waited = 0;
        const alone = steps.flatMap((one) => {
          waited += one.wait;
          if (one.company !== 'acme') return [];
          const wait = waited;
          waited = 0;
          return [{ ...one, wait }];
        });
        expect(toldTo('acme', steps)).toEqual(toldTo('acme', alone));
      }),
    );
  });

  it('crowds out no bucket of another, however many callers it has', () => {
    const { of } = open(USUAL_RATES);
    admitted(of('harbor', 'a'), 500);
    for (let n = 0; n < 50_000; n += 1) of('acme', `agent-${n}`).admit();
    expect(of('harbor', 'a').admit()).toMatchObject({ limit: 'callerRequestsPerSecond' });
  });
});
