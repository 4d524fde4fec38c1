import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** How long a script may wait for a table, between attempts, and altogether, in milliseconds. */
export interface LockPatience {
  readonly tableMs: number;
  readonly pauseMs: number;
  readonly allMs: number;
}

/**
 * Well under the second after which PostgreSQL looks for a deadlock: of a script and a request that wait for each other, the
 * script is the one that lets go. And whoever asks for the table meanwhile stands in line behind it for no longer.
 */
export const LOCK_PATIENCE: LockPatience = { tableMs: 200, pauseMs: 300, allMs: 60_000 };

/** A table was in use for the whole time that the script could wait. Nothing of it has been done. */
export class TablesInUse extends Error {}

/**
 * Runs a script of structure in one transaction, beside programs that go on reading and writing. Where a table is not to be
 * had soon, all that the script holds is let go, and it begins again a little later.
 *
 * @throws TablesInUse, or the database's error
 */
export async function runGivingWay(
  client: pg.Client,
  script: string,
  { tableMs, pauseMs, allMs }: LockPatience = LOCK_PATIENCE,
): Promise<void> {
  if (!isOneTransaction(script)) {
    await client.query(script);
    return;
  }
  await client.query(`SET lock_timeout = ${tableMs}`);
  const begun = performance.now();
  while (!(await attempt(client, script))) {
    if (performance.now() - begun > allMs) throw new TablesInUse();
    await sleep(pauseMs);
  }
  await client.query('SET lock_timeout = DEFAULT');
}

/** Of what commits by itself, a part may stay done: it cannot begin again. */
function isOneTransaction(script: string): boolean {
  return !/\b(commit|concurrently)\b/i.test(script);
}

const NOT_TO_BE_HAD = new Set(['55P03', '40P01']);

async function attempt(client: pg.Client, script: string): Promise<boolean> {
  try {
    await client.query(script);
    return true;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || !NOT_TO_BE_HAD.has(error.code ?? '')) throw error;
    // A script may have begun its transaction by itself.
    await client.query('ROLLBACK');
    return false;
  }
}
