import type { Latencies } from './figures.ts';
import type { Memory } from './gateway-process.ts';

/** What a soak came to. */
export interface Soak {
  readonly minutes: string;
  /** Requests per second at the most, and the part of that which was asked. */
  readonly most: number;
  readonly load: number;
  readonly mostAtOnce: number;
  readonly killed: number;
  readonly sent: number;
  readonly held: number;
  readonly count: Readonly<Record<'whole' | 'partly' | 'wrong', number>>;
  readonly latencies: Readonly<Record<'whole' | 'partly', Latencies>>;
  readonly samples: readonly (Memory & { readonly second: number })[];
  /** By how much the heap grows, in MiB per minute, once caches are full. */
  readonly slope: number;
  readonly examples: readonly string[];
  /** The part of one core that the gateway used. */
  readonly busy: number;
}

/** A heap that grows by more than this, in MiB per minute, is taken for a leak: 0.5 MiB would be 5 MiB in ten minutes. */
const MOST_GROWTH = 0.5;

/** SOAK.md, and whether all was well. */
export function soakReport(soak: Soak): { readonly text: string; readonly passed: boolean } {
  const { count, latencies, samples, slope } = soak;
  const passed = count.wrong === 0 && slope < MOST_GROWTH;
  const list = (what: 'heap' | 'rss') =>
    samples.map((one) => one[what].toFixed(what === 'rss' ? 0 : 1)).join(' ');
  const times = (of: Latencies) =>
    `p50 ${of.quantile(0.5).toFixed(1)}, p99 ${of.quantile(0.99).toFixed(1)}, longest ${of.quantile(1).toFixed(1)} ms`;
  const lines = [
    '# A soak',
    '',
    `\`npm run soak -- --minutes ${soak.minutes}\`: a gateway between tenants in a process of its own, with canned programs in another, at ${(soak.load * 100).toFixed(0)} % of the ${soak.most.toFixed(0)} requests/s that it did at the most on this machine, no more than ${soak.mostAtOnce} under way; one company killed and revived ${soak.killed} times.`,
    '',
    `- ${passed ? 'passed' : '**not passed**'}: ${count.wrong} wrong answers of ${soak.sent}; each was compared, byte for byte while all companies are there, and else its data byte for byte and every error with its place and code`,
    `- whole answers: ${count.whole} (${times(latencies.whole)}); without the killed company's fields alone: ${count.partly} (${times(latencies.partly)})`,
    `- not sent, where the machine was behind: ${soak.held}; the gateway used ${(soak.busy * 100).toFixed(0)} % of a core`,
    `- its heap after collection grows by ${slope.toFixed(2)} MiB per minute after the first (more than ${MOST_GROWTH} is a leak); MiB every 10 s: ${list('heap')}`,
    `- its RSS, MiB every 10 s: ${list('rss')}`,
    ...soak.examples.map((text) => `- wrong: \`${text}\``),
    '',
  ];
  return { text: lines.join('\n'), passed };
}
