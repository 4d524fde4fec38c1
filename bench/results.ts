import os from 'node:os';
import type { Contender } from './peers.ts';

/** One round of one gateway with one query. */
export interface Sample {
  readonly contender: string;
  readonly query: string;
  /** Requests per second. */
  readonly rps: number;
  /** Processor time of the gateway and all that it started, per request. */
  readonly cpuMs: number;
  readonly rssMib: number;
  /** Latencies in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly failures: number;
}

type Figure = 'rps' | 'cpuMs' | 'rssMib' | 'p50' | 'p99';

/** Writes results down as Markdown. The first gateway is what the others are compared to. */
export function writeResults(given: {
  readonly samples: readonly Sample[];
  readonly contenders: readonly Contender[];
  readonly skipped: readonly (readonly [string, string])[];
  readonly settings: Readonly<Record<string, unknown>>;
}): string {
  const { samples, contenders, skipped, settings } = given;
  const queries = [...new Set(samples.map(({ query }) => query))];
  const [first] = contenders;
  const of = (contender: string, query: string) =>
    samples.filter((sample) => sample.contender === contender && sample.query === query);
  const table = (query: string) => {
    const base = contenders.map(({ name }) => of(name, query)).find((own) => own.length > 0) ?? [];
    const rows = contenders.flatMap(({ name }) => {
      const own = of(name, query);
      return own.length > 0 ? [rowOf(name, own, base)] : [];
    });
    return [`## ${query}`, '', HEAD, RULE, ...rows, ''].join('\n');
  };
  return [
    '# Gateways side by side',
    '',
    `\`npm run bench\`: ${String(settings['rounds'])} rounds of ${String(settings['seconds'])} s, interleaved; ${String(settings['connections'])} connections; every request with its own \`authorization\`, which is forwarded. The gateway is alone on one core; subgraphs with canned answers and the load are on another. Medians, with the least and the most of the rounds; ratios are to the first of each table (${first?.name ?? ''}), higher is better. Answers were compared before.`,
    '',
    `Machine: ${os.cpus().length} cores, Node ${process.version}, ${os.platform()} ${os.arch()}.`,
    '',
    ...queries.map(table),
    '## Versions',
    '',
    ...contenders.map(({ name, version }) => `- ${name}: ${version}`),
    ...(skipped.length > 0
      ? ['', '## To be said', '', ...skipped.map(([name, why]) => `- ${name}: ${why}`)]
      : []),
    '',
  ].join('\n');
}

const HEAD = '| | requests/s | ratio | CPU ms per request | ratio | p50 ms | p99 ms | RSS MiB | failures |';
const RULE = '|---|---|---|---|---|---|---|---|---|';

function rowOf(name: string, own: readonly Sample[], base: readonly Sample[]): string {
  const ratio = (figure: Figure, better: 'more' | 'less') => {
    const [mine, theirs] = [median(own, figure), median(base, figure)];
    return (better === 'more' ? mine / theirs : theirs / mine).toFixed(1);
  };
  const failures = own.reduce((sum, sample) => sum + sample.failures, 0);
  const cells = [
    ...[name, spread(own, 'rps', 0), ratio('rps', 'more'), spread(own, 'cpuMs', 3), ratio('cpuMs', 'less')],
    ...[spread(own, 'p50', 1), spread(own, 'p99', 1), spread(own, 'rssMib', 0), failures],
  ];
  return `| ${cells.join(' | ')} |`;
}

function sorted(samples: readonly Sample[], figure: Figure): number[] {
  return samples.map((sample) => sample[figure]).sort((one, other) => one - other);
}

function median(samples: readonly Sample[], figure: Figure): number {
  const all = sorted(samples, figure);
  return ((all[Math.floor((all.length - 1) / 2)] ?? 0) + (all[Math.ceil((all.length - 1) / 2)] ?? 0)) / 2;
}

function spread(samples: readonly Sample[], figure: Figure, digits: number): string {
  const all = sorted(samples, figure);
  return `${median(samples, figure).toFixed(digits)} (${all[0]?.toFixed(digits)}–${all.at(-1)?.toFixed(digits)})`;
}
