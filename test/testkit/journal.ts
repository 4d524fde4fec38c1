import { pino, type Logger } from 'pino';

/** What a network's programs logged and what was done to them, in one order: whoever looks into a failure reads it. */
export interface Journal {
  /** Milliseconds since it was begun, whatever the clock of the programs says. */
  now(): number;
  /** Something that the test did. */
  step(what: string): void;
  /** Where a program logs to. */
  logger(program: string): Logger;
  /** Every step, and what was logged between two moments or shortly before and after. */
  around(from: number, to: number): string[];
}

interface Entry {
  readonly at: number;
  readonly text: string;
  readonly isStep: boolean;
}

/** What led to a failure may have been logged so long before it. */
const AROUND_MS = 100;

/** Begins it. */
export function createJournal(): Journal {
  const begun = performance.now();
  const entries: Entry[] = [];
  const now = () => Math.round(performance.now() - begun);
  const add = (text: string, isStep: boolean) => void entries.push({ at: now(), text, isStep });
  return {
    now,
    step: (what) => add(what, true),
    logger: (program) =>
      pino(
        { level: 'info', base: null, timestamp: false },
        { write: (line) => add(`${program} ${line}`, false) },
      ),
    around: (from, to) =>
      entries
        .filter(({ at, isStep }) => isStep || (at >= from - AROUND_MS && at <= to + AROUND_MS))
        .map(({ at, text }) => `${at} ms: ${text.trimEnd()}`),
  };
}
