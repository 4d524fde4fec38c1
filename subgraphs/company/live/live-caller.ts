import { CLOCK_TOLERANCE_SECONDS } from '#schema/wire/credentials.ts';
import type { Clock } from '#schema/wire/signatures.ts';
import type { Wakes } from '#subgraphs/kit/wakes.ts';
import type { Principal } from '../access/principal-rules.ts';
import { readStanding } from '../access/standing-store.ts';
import type { Database } from '../database.ts';
import type { LiveSource } from './live-source.ts';

/** Who follows a stream, as far as is known by now. */
export interface LiveCaller {
  /** As the records had the caller when it was last read for: whom the fields of a batch are resolved for. */
  readonly principal: () => Principal;
  /** @param signal ends what is listened to */
  readonly source: (signal: AbortSignal) => LiveSource;
}

/**
 * Opens a stream's caller. A stream outlives the request that opened it, so what the request was let in by is asked again:
 * the records with each portion, and the token's end by the clock, with the tolerance of every other check of it.
 *
 * @param named whom the credentials name, not yet judged by the records
 * @param expiresAt of the caller's token, in seconds
 */
export function openLiveCaller(
  named: Principal,
  expiresAt: number,
  { db, clock, wakes }: { readonly db: Database; readonly clock: Clock; readonly wakes: Wakes<string> },
): LiveCaller {
  let principal = named;
  const end = (expiresAt + CLOCK_TOLERANCE_SECONDS) * 1000;
  const source = (signal: AbortSignal): LiveSource => ({
    key: JSON.stringify(named),
    isExpired: () => clock() >= end,
    readAs: (judged) => (principal = judged),
    read: async (work) => {
      const found = await work(db);
      return { found, standing: await readStanding(db, named) };
    },
    listen(hears) {
      const ear = wakes.listen(hears);
      const callOff = atInstant(end, clock, () => ear.close());
      const close = () => {
        callOff();
        ear.close();
      };
      if (signal.aborted) close();
      signal.addEventListener('abort', close, { once: true });
      return { next: () => ear.next(), close };
    },
  });
  return { principal: () => principal, source };
}

/** The longest that a timer of Node's waits, in milliseconds. */
const LONGEST_WAIT = 2 ** 31 - 1;

/** Runs a step at an instant, however far off; the returned function calls it off. */
function atInstant(instant: number, clock: Clock, step: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = () => {
    const left = Math.min(Math.max(instant - clock(), 0), LONGEST_WAIT);
    timer = setTimeout(() => (clock() >= instant ? step() : wait()), left);
  };
  wait();
  return () => clearTimeout(timer);
}
