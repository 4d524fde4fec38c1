/** One round of one gateway with one query. */
export interface Sample {
  readonly contender: string;
  readonly query: string;
  /** Requests per second. */
  readonly rps: number;
  /** Processor time of the gateway and all that it started, per request. */
  readonly cpuMs: number;
  /** Memory of the gateway and all that it started, at the end of the round. */
  readonly rssMib: number;
  /** Latencies in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly failures: number;
}

/** What is measured of a round. */
export type Figure = 'rps' | 'cpuMs' | 'rssMib' | 'p50' | 'p99';

/** The rounds of one gateway with one query. */
export function samplesOf(samples: readonly Sample[], contender: string, query: string): readonly Sample[] {
  return samples.filter((sample) => sample.contender === contender && sample.query === query);
}

/** A figure of rounds, the least first. */
export function sorted(samples: readonly Sample[], figure: Figure): readonly number[] {
  return samples.map((sample) => sample[figure]).sort((one, other) => one - other);
}

/** The median of a figure; NaN of no rounds. */
export function median(samples: readonly Sample[], figure: Figure): number {
  const all = sorted(samples, figure);
  return ((all[Math.floor((all.length - 1) / 2)] ?? NaN) + (all[Math.ceil((all.length - 1) / 2)] ?? NaN)) / 2;
}
