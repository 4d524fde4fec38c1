import { eventHash, EMPTY_CHAIN, type ChainHead, type EventRow } from './event-rules.ts';

/** A closed range of a team's sequences. */
export interface SequenceRange {
  readonly from: number;
  readonly to: number;
}

/** What became of checking a chain. */
export interface ChainFinding {
  /** How many events were found intact before the check ended. */
  readonly checked: number;
  /** The first sequence whose event is missing, altered, or does not follow the one before; null when all is well. */
  readonly firstBroken: number | null;
}

/** Ranges in order, those that touch or overlap made one: within each, every event has its predecessor. */
export function joinRanges(ranges: readonly SequenceRange[]): SequenceRange[] {
  const joined: SequenceRange[] = [];
  for (const range of [...ranges].sort((one, other) => one.from - other.from)) {
    const last = joined.at(-1);
    if (last === undefined || range.from > last.to + 1) joined.push(range);
    else joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
  }
  return joined;
}

/**
 * Checks the events of a team as they are handed over, by sequence. Only what the ranges hold is expected: the event
 * before a range is hidden from the reader, so the first of each range is believed its `previousHash`, which is how the
 * reader can still compare notes with a company that sees more.
 *
 * @param ranges joined; see `joinRanges`
 * @param head of the team's log, when its last event lies within the ranges
 */
export class ChainCheck {
  readonly #ranges: readonly SequenceRange[];
  readonly #head: ChainHead;
  #previous: EventRow | null = null;
  #checked = 0;
  #firstBroken: number | null = null;

  constructor(ranges: readonly SequenceRange[], head: ChainHead) {
    this.#ranges = ranges;
    this.#head = head;
  }

  /** Takes the next events. What comes after the first broken one is not looked at. */
  take(events: readonly EventRow[]): void {
    for (const event of events) {
      if (this.#firstBroken !== null) return;
      const expected = this.#next();
      if (expected !== null && this.#isIntact(event, expected)) this.#checked += 1;
      else this.#firstBroken = expected ?? event.sequence;
      this.#previous = event;
    }
  }

  /** The finding when there are no more events: those that were still expected are missing. */
  finish(): ChainFinding {
    this.#firstBroken ??= this.#next();
    return { checked: this.#checked, firstBroken: this.#firstBroken };
  }

  #next(): number | null {
    const after = this.#previous?.sequence ?? 0;
    const range = this.#ranges.find(({ to }) => to > after);
    return range === undefined ? null : Math.max(range.from, after + 1);
  }

  #isIntact(event: EventRow, expected: number): boolean {
    if (event.sequence !== expected || hashOf(event) !== event.hash) return false;
    if (event.sequence === this.#head.sequence && event.hash !== this.#head.hash) return false;
    if (event.sequence === 1) return event.previousHash === EMPTY_CHAIN.hash;
    const follows = this.#previous?.sequence === event.sequence - 1;
    return !follows || this.#previous?.hash === event.previousHash;
  }
}

/** A payload that is no JSON any more has no hash. */
function hashOf(event: EventRow): string | null {
  try {
    return eventHash(event.previousHash, event);
  } catch {
    return null;
  }
}

/** The first broken sequence of one unbroken run of events, or null: the check of an export. */
export function verifyChain(events: readonly EventRow[]): number | null {
  const [first] = events;
  const last = events.at(-1);
  if (first === undefined || last === undefined) return null;
  const check = new ChainCheck([{ from: first.sequence, to: last.sequence }], last);
  check.take(events);
  return check.finish().firstBroken;
}
