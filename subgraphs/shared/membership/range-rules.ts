import { joinRanges, type SequenceRange } from '../events/chain-rules.ts';

/** The parts of a range that none of the others covers, in order. */
export function uncovered(range: SequenceRange, others: readonly SequenceRange[]): SequenceRange[] {
  const parts: SequenceRange[] = [];
  let { from } = range;
  for (const other of joinRanges(others)) {
    if (other.to < from || other.from > range.to) continue;
    if (other.from > from) parts.push({ from, to: other.from - 1 });
    from = other.to + 1;
  }
  if (from <= range.to) parts.push({ from, to: range.to });
  return parts;
}
