import { ChainCheck, type ChainFinding, type SequenceRange } from '#subgraphs/shared/events/chain-rules.ts';
import type { ChainHead, EventRow } from '#subgraphs/shared/events/event-rules.ts';

/** What became of recomputing a log, and which parts of it were there. */
export interface LogFinding extends ChainFinding {
  readonly ranges: readonly SequenceRange[];
}

/** Nothing here knows where a log ends but what was read of it. */
const UNKNOWN_HEAD: ChainHead = { sequence: 0, hash: '' };

/** The runs of sequences that events form. A gap is what the reader may not read, or what somebody took away. */
export function runsOf(events: readonly Pick<EventRow, 'sequence'>[]): SequenceRange[] {
  const runs: SequenceRange[] = [];
  for (const { sequence } of events) {
    const last = runs.at(-1);
    if (last?.to === sequence - 1) runs[runs.length - 1] = { from: last.from, to: sequence };
    else runs.push({ from: sequence, to: sequence });
  }
  return runs;
}

/**
 * Recomputes every hash, with nothing but the events.
 *
 * @param events in the order of their sequences
 * @param ranges what has to be there; all that is there, when left out
 */
export function checkLog(
  events: readonly EventRow[],
  ranges: readonly SequenceRange[] = runsOf(events),
): LogFinding {
  const check = new ChainCheck(ranges, UNKNOWN_HEAD);
  check.take(events);
  return { ...check.finish(), ranges };
}

/** Ranges for people: `1-5, 9-13`. */
export function rangesText(ranges: readonly SequenceRange[]): string {
  const texts = ranges.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`));
  return texts.length === 0 ? 'none' : texts.join(', ');
}
