/** Hears of changes of the registry as they happen. Polling goes on beside it, for when this fails. */
export interface ChangeListener {
  /** Begins, once there is a registry to know changes of. */
  start(): void;
  stop(): void;
}

/**
 * Asks over and over whether there is another version than the known one; the answer comes with the change, or after a
 * while without one. After a failure it waits, longer each time, `mostWaitMs` at the most.
 */
export function listenForChanges(options: {
  /** Whether there is another version than this one: answered when there is, or after a while when there is none. */
  readonly isChanged: (knownVersion: string) => Promise<boolean>;
  readonly knownVersion: () => string | null;
  readonly onChange: () => Promise<void>;
  readonly mostWaitMs: number;
}): ChangeListener {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;

  /** How long to wait before the next question, in milliseconds. */
  async function ask(): Promise<number> {
    const known = options.knownVersion();
    if (known === null) return FIRST_WAIT_MS;
    try {
      if (await options.isChanged(known)) await options.onChange();
      failures = 0;
      // A change that could not be read yet, or one who answers at once that there is none, is not asked in a tight loop.
      return options.knownVersion() === known ? PAUSE_MS : 0;
    } catch {
      failures += 1;
      return Math.min(options.mostWaitMs, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 10));
    }
  }

  async function next(): Promise<void> {
    const wait = await ask();
    if (!stopped) timer = setTimeout(() => void next(), wait);
  }

  return {
    start: () => {
      // It may have been stopped while the registry was read for the first time.
      if (!stopped) void next();
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

const FIRST_WAIT_MS = 1000;
const PAUSE_MS = 100;
