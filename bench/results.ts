import os from 'node:os';
import { goalRows } from './goals.ts';
import type { Contender } from './peers.ts';
import { median, samplesOf, sorted, type Figure, type Sample } from './samples.ts';

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
  const of = (contender: string, query: string) => samplesOf(samples, contender, query);
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
    `\`npm run bench\`: ${String(settings['rounds'])} rounds of ${String(settings['seconds'])} s, interleaved, after ${String(settings['warm'])} s of warming up for each query; ${String(settings['connections'])} connections; every request with its own \`authorization\`, which is forwarded. The gateway is alone on one core; subgraphs with canned answers and the load are on another. Medians, with the least and the most of the rounds; ratios are to the first of each table (${first?.name ?? ''}), higher is better. Answers were compared before.`,
    '',
    `Machine: ${os.cpus().length} cores, Node ${process.version}, ${os.platform()} ${os.arch()}.`,
    '',
    ...queries.map(table),
    '## Goals',
    '',
    'Ratios of processor time per request, medians against medians.',
    '',
    '| goal | result | reached |',
    '|---|---|---|',
    ...goalRows(
      samples,
      contenders.map(({ name }) => name),
    ),
    '',
    '## How far to trust this',
    '',
    NOISE,
    '',
    '## Versions',
    '',
    ...contenders.map(({ name, version }) => `- ${name}: ${version}`),
    ...(skipped.length > 0
      ? ['', '## To be said', '', ...skipped.map(([name, why]) => `- ${name}: ${why}`)]
      : []),
    '',
  ].join('\n');
}

const NOISE =
  'Everything runs on one machine, and whatever else it does shows: compare least and most. Requests per second and latencies suffer most, processor time per request least, so that goals are about the latter. It is of each gateway with all the processes that it started, collection of garbage and kernel included. Medians of few rounds tell ratios of 1.1 from 1.0 only where least and most of the two do not overlap.';

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

function spread(samples: readonly Sample[], figure: Figure, digits: number): string {
  const all = sorted(samples, figure);
  return `${median(samples, figure).toFixed(digits)} (${all[0]?.toFixed(digits)}–${all.at(-1)?.toFixed(digits)})`;
}
