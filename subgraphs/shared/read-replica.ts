import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from './database.ts';

/** A streaming replica of the database, for reading. */
export interface ReadReplica {
  /**
   * The replica, once it shows all that was committed when this was called: whoever reads it then misses nothing of its
   * own, and is judged by no older membership. Null where it does not in time: then the database itself is read.
   */
  caughtUp(): Promise<Database | null>;
  close(): Promise<void>;
}

/** How long a request waits for the replica, and how long none does after it waited in vain; in milliseconds. */
const TIMES = { patienceMs: 100, pauseMs: 4, restMs: 1_000 };

/** Where a database stands in its write-ahead log, and whose log it is. */
interface Place {
  readonly at: string;
  readonly system: string;
  readonly timeline: number;
}

/**
 * @throws Error where the database acknowledges what its log does not have yet: then no place in the log stands for it
 */
export async function createReadReplica(
  { database, replica }: { readonly database: Database; readonly replica: Database },
  onFault: (error: unknown) => void,
  { patienceMs, pauseMs, restMs } = TIMES,
): Promise<ReadReplica> {
  await mustCommitToLog(database);
  let restUntil = 0;
  return {
    async caughtUp() {
      if (performance.now() < restUntil) return null;
      try {
        const place = await placeOf(database);
        const end = performance.now() + patienceMs;
        while (performance.now() < end) {
          if (await shows(replica, place)) return replica;
          await sleep(pauseMs);
        }
      } catch (error) {
        onFault(error);
      }
      restUntil = performance.now() + restMs;
      return null;
    },
    close: () => replica.$disconnect(),
  };
}

async function mustCommitToLog(database: Database): Promise<void> {
  const [found] = await database.$queryRaw<{ commit: string }[]>`
    SELECT current_setting('synchronous_commit') AS commit`;
  if (found?.commit === 'off') throw new Error('READ_DATABASE_URL needs synchronous_commit to be on.');
}

/** What is committed and seen by anybody now lies before this place. */
async function placeOf(database: Database): Promise<Place> {
  const [place] = await database.$queryRaw<Place[]>`
    SELECT pg_current_wal_flush_lsn()::text AS at, s.system_identifier::text AS system, c.timeline_id AS timeline
    FROM pg_control_system() AS s, pg_control_checkpoint() AS c`;
  if (place === undefined) throw new Error('The database does not say where it stands.');
  return place;
}

/** Throws where it is no replica of that database: one that was promoted, or of another. */
async function shows(replica: Database, { at, system, timeline }: Place): Promise<boolean> {
  const [found] = await replica.$queryRaw<{ ours: boolean; there: boolean | null }[]>`
    SELECT pg_is_in_recovery() AND s.system_identifier::text = ${system} AND c.timeline_id = ${timeline}::int AS ours,
      pg_last_wal_replay_lsn() >= ${at}::text::pg_lsn AS there
    FROM pg_control_system() AS s, pg_control_checkpoint() AS c`;
  if (found?.ours !== true) throw new Error('READ_DATABASE_URL is no replica of the database at present.');
  return found.there === true;
}
