import { performance } from 'node:perf_hooks';
import { ownTime, serverTime } from './processor-time.ts';

/** What is measured, beside others. */
export interface Variant {
  readonly name: string;
  /** One request. */
  readonly run: (index: number) => Promise<unknown>;
  /** Requests at once; 1 unless told. */
  readonly writers?: number;
}

interface Tally {
  readonly wall: number[];
  count: number;
  seconds: number;
  own: number;
  server: number;
}

/**
 * Measures variants in interleaved rounds, so that whatever else the machine does falls on all of them, and prints each
 * beside the first: latency, requests per second, and processor time per request of this process and of the server.
 */
export async function compare(
  title: string,
  variants: readonly Variant[],
  { rounds, seconds, serverPid }: { rounds: number; seconds: number; serverPid: number },
): Promise<void> {
  const tallies = variants.map((): Tally => ({ wall: [], count: 0, seconds: 0, own: 0, server: 0 }));
  for (const variant of variants) await runFor(variant, seconds / 2, newTally());
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, variant] of variants.entries()) {
      const tally = tallies[index] ?? newTally();
      const before = { own: ownTime(), server: serverTime(serverPid) };
      await runFor(variant, seconds, tally);
      tally.own += ownTime() - before.own;
      tally.server += serverTime(serverPid) - before.server;
    }
  }
  const lines = variants.map(({ name }, index) => ({ name, ...figures(tallies[index] ?? newTally()) }));
  process.stdout.write(`\n${title}\n`);
  for (const line of lines) process.stdout.write(`  ${describe(line, lines[0] ?? line)}\n`);
}

function newTally(): Tally {
  return { wall: [], count: 0, seconds: 0, own: 0, server: 0 };
}

async function runFor({ run, writers = 1 }: Variant, seconds: number, tally: Tally): Promise<void> {
  const start = performance.now();
  const end = start + seconds * 1000;
  const writer = async (index: number) => {
    for (let now = performance.now(); now < end; now = performance.now()) {
      await run(index);
      tally.wall.push(performance.now() - now);
      tally.count += 1;
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, index) => writer(index)));
  tally.seconds += (performance.now() - start) / 1000;
}

function figures({ wall, count, seconds, own, server }: Tally) {
  const sorted = [...wall].sort((one, other) => one - other);
  const quantile = (part: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
  return {
    p50: quantile(0.5),
    p95: quantile(0.95),
    p99: quantile(0.99),
    rate: count / seconds,
    own: own / count,
    server: server / count,
    count,
  };
}

type Line = ReturnType<typeof figures> & { readonly name: string };

function describe(line: Line, first: Line): string {
  const ratio = (key: 'p50' | 'p95' | 'p99' | 'rate' | 'own' | 'server') =>
    `×${(line[key] / first[key]).toFixed(2)}`;
  const ms = (key: 'p50' | 'p95' | 'p99' | 'own' | 'server') => `${line[key].toFixed(2)} ms ${ratio(key)}`;
  const cpu = `cpu own ${ms('own')}, server ${ms('server')}`;
  const rate = `${line.rate.toFixed(0)}/s ${ratio('rate')}`;
  return `${line.name.padEnd(34)} p50 ${ms('p50')} · p95 ${ms('p95')} · p99 ${ms('p99')} · ${rate} · ${cpu} · n ${line.count}`;
}
