/** What comes to its end when its time is up. */
export interface Expiring {
  expire(): void;
}

/** The end of one thing's time. Call `clear` once it is done before. */
export interface Deadline {
  clear(): void;
}

/** Milliseconds of a clock that never goes back. */
export type Elapsed = () => number;

/**
 * Ends things when their time is up. Things of equal time end in the order in which they came, so each length of time
 * has one list and one timer: a timer of node's for each call costs several times as much, and is hardly ever due.
 */
export class Deadlines {
  readonly #lists = new Map<number, DeadlineList>();
  readonly #elapsed: Elapsed;

  constructor(elapsed: Elapsed = () => performance.now()) {
    this.#elapsed = elapsed;
  }

  /** Ends `what` after so many milliseconds. */
  add(timeoutMs: number, what: Expiring): Deadline {
    const list = this.#lists.get(timeoutMs) ?? this.#open(timeoutMs);
    return list.add(what);
  }

  #open(timeoutMs: number): DeadlineList {
    const list = new DeadlineList(timeoutMs, this.#elapsed, () => this.#lists.delete(timeoutMs));
    this.#lists.set(timeoutMs, list);
    return list;
  }
}

class Entry implements Deadline {
  readonly list: DeadlineList;
  readonly what: Expiring;
  readonly at: number;
  before: Entry | null;
  after: Entry | null = null;
  listed = true;

  constructor(list: DeadlineList, what: Expiring, at: number, before: Entry | null) {
    this.list = list;
    this.what = what;
    this.at = at;
    this.before = before;
  }

  clear(): void {
    if (this.listed) this.list.remove(this);
  }
}

/** Things of one length of time, the first to end first. */
class DeadlineList {
  readonly #timeoutMs: number;
  readonly #elapsed: Elapsed;
  readonly #onEmpty: () => void;
  #first: Entry | null = null;
  #last: Entry | null = null;

  constructor(timeoutMs: number, elapsed: Elapsed, onEmpty: () => void) {
    this.#timeoutMs = timeoutMs;
    this.#elapsed = elapsed;
    this.#onEmpty = onEmpty;
    this.#wake(timeoutMs);
  }

  add(what: Expiring): Deadline {
    const entry = new Entry(this, what, this.#elapsed() + this.#timeoutMs, this.#last);
    if (this.#last) this.#last.after = entry;
    else this.#first = entry;
    this.#last = entry;
    return entry;
  }

  remove(entry: Entry): void {
    const { before, after } = entry;
    if (before) before.after = after;
    else this.#first = after;
    if (after) after.before = before;
    else this.#last = before;
    entry.before = entry.after = null;
    entry.listed = false;
  }

  #sweep(): void {
    const now = this.#elapsed();
    for (let entry = this.#first; entry && entry.at <= now; entry = this.#first) {
      this.remove(entry);
      entry.what.expire();
    }
    if (this.#first) this.#wake(this.#first.at - now);
    else this.#onEmpty();
  }

  /** What is timed has a connection, which keeps the program running; the timer need not. */
  #wake(inMs: number): void {
    setTimeout(() => this.#sweep(), Math.ceil(inMs)).unref();
  }
}
