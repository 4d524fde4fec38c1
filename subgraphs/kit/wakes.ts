import { createTurns, type Turns } from './turns.ts';

/** One round of reading after a wake: what several streams would read alike, they read once. */
export interface Round {
  /** Reads what `key` stands for; `key` says all that the answer depends on. */
  once<T>(key: string, read: () => Promise<T>): Promise<T>;
}

/** A stream's ear. */
export interface Ear {
  /** The next round: at once if there was a wake since the last. Null when the program stops or the ear is closed. */
  next(): Promise<Round | null>;
  close(): void;
}

/** Wakes streams; see {@link createWakes}. */
export interface Wakes<Notice> {
  /** Wakes for the notices that `hears` says yes to at the time. */
  listen(hears: (notice: Notice) => boolean): Ear;
  /** What a notice says; null wakes everybody. */
  readonly notice: (text: string | null) => void;
  /** How many listen. */
  readonly count: () => number;
  stop(): void;
}

/** How long notices gather before those who wait are woken: one round for a burst of posts. */
const GATHER_MS = 15;
/** For how long streams that begin share what they read first. */
const BEGIN_MS = 100;
/** Should a notice ever go missing, this is how late a stream can be. */
const SWEEP_MS = 30_000;

interface Sleeper<Notice> extends Sleep {
  readonly hears: (notice: Notice) => boolean;
}

interface Sleep {
  round: Round | null;
  wake: ((round: Round | null) => void) | null;
  closed: boolean;
}

/**
 * The one place where notices become wakes. What a wake means is read from the log, so one too many does no harm.
 *
 * @param read what a notice says
 * @param reads under way at once: a wake of thousands must leave connections to those who ask
 */
export function createWakes<Notice>(read: (text: string) => Notice, reads: number): Wakes<Notice> {
  const sleepers = new Set<Sleeper<Notice>>();
  const waiting = new Set<string | null>();
  const limited = createTurns(reads);
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let beginning: { readonly round: Round; readonly until: number } | null = null;

  /** One for all that begin within a moment in which no notice comes: thousands may come back at once. */
  function firstRound(): Round {
    if (beginning === null || beginning.until < performance.now())
      beginning = { round: createRound(limited), until: performance.now() + BEGIN_MS };
    return beginning.round;
  }

  function flush(): void {
    timer = undefined;
    const round = createRound(limited);
    const notices = [...waiting].map((text) => (text === null ? null : read(text)));
    waiting.clear();
    for (const sleeper of sleepers)
      if (notices.some((notice) => notice === null || sleeper.hears(notice))) rouse(sleeper, round);
  }

  const notice = (text: string | null) => {
    // Whoever listens from now on is not woken by it: what was read before may lack what it tells of.
    beginning = null;
    waiting.add(text);
    if (!stopped) timer ??= setTimeout(flush, GATHER_MS);
  };
  const sweep = setInterval(() => notice(null), SWEEP_MS);
  sweep.unref();

  return {
    notice,
    count: () => sleepers.size,
    listen(hears) {
      const sleeper: Sleeper<Notice> = { hears, round: firstRound(), wake: null, closed: stopped };
      sleepers.add(sleeper);
      return {
        next: () => nextRound(sleeper),
        close: () => {
          sleepers.delete(sleeper);
          end(sleeper);
        },
      };
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      clearInterval(sweep);
      sleepers.forEach(end);
    },
  };
}

function rouse(sleeper: Sleep, round: Round): void {
  const { wake } = sleeper;
  sleeper.wake = null;
  if (wake) wake(round);
  else sleeper.round = round;
}

function end(sleeper: Sleep): void {
  sleeper.closed = true;
  sleeper.wake?.(null);
  sleeper.wake = null;
}

function nextRound(sleeper: Sleep): Promise<Round | null> {
  if (sleeper.closed) return Promise.resolve(null);
  const { round } = sleeper;
  sleeper.round = null;
  if (round) return Promise.resolve(round);
  return new Promise((resolve) => (sleeper.wake = resolve));
}

function createRound(limited: Turns): Round {
  const known = new Map<string, Promise<unknown>>();
  return {
    once<T>(key: string, read: () => Promise<T>) {
      const fresh = (known.get(key) as Promise<T> | undefined) ?? limited(read);
      known.set(key, fresh);
      return fresh;
    },
  };
}
