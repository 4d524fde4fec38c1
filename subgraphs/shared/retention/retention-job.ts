import type { Clock } from '#schema/wire/signatures.ts';
import type { IdSource } from '#subgraphs/kit/ids.ts';
import { startRecurring } from '#subgraphs/kit/recurring.ts';
import { enterCompany, readAsCompany } from '../access/row-security.ts';
import type { Database, Transaction } from '../database.ts';
import { appendEvents } from '../events/event-store.ts';
import { keepHeld } from '../holds/keeping.ts';
import { eraseMessages } from '../messages/message-parts-store.ts';
import { lockTeam } from '../teams/team-lock.ts';
import { dueMessages, dueTeams, everyCompany } from './retention-store.ts';

/** What the job takes from the program. */
export interface RetentionTools {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** A batch holds up a team's writers, so it is small. */
const BATCH = 100;
const TRANSACTION = { isolationLevel: 'ReadCommitted', maxWait: 5_000, timeout: 20_000 } as const;
/** Any number that no program of ours uses as a lock. */
const RETENTION_LOCK = 72_707_372;

/** What one run did. */
export interface RetentionRun {
  readonly erased: number;
  /** Whether another replica was at it, to which the rest was left. */
  readonly busy: boolean;
}

/**
 * Erases what is older than it is to be kept, of every company and in its name. Every erasure is an event of its team's
 * log, in the transaction that makes it: a run that is cut off has done what it has told, and the next goes on.
 */
export async function eraseExpired(tools: RetentionTools): Promise<RetentionRun> {
  const now = new Date(tools.clock());
  let erased = 0;
  for (const company of await everyCompany(tools.database)) {
    const teams = await readAsCompany(tools.database, { company }, (transaction) =>
      dueTeams(company, transaction, now),
    );
    for (const teamId of teams)
      for (let last = BATCH; last === BATCH;) {
        const count = await eraseBatch(company, teamId, now, tools);
        if (count === null) return { erased, busy: true };
        last = count;
        erased += count;
      }
  }
  return { erased, busy: false };
}

/** Null while another replica is at it. */
function eraseBatch(
  company: string,
  teamId: string,
  now: Date,
  { database, ids }: RetentionTools,
): Promise<number | null> {
  return database.$transaction(async (transaction) => {
    await enterCompany(transaction, company);
    if (!(await isAlone(transaction))) return null;
    await lockTeam(transaction, teamId);
    const due = await dueMessages(company, transaction, teamId, { now, limit: BATCH });
    const drafts = due.map((messageId) => ({
      ...{ id: ids.shared('evt'), actor: null, company: null, at: now },
      ...({ kind: 'MESSAGE_EXPIRED', payload: { messageId } } as const),
    }));
    await appendEvents(transaction, teamId, drafts);
    const erasure = { teamId, messageIds: due, cause: 'EXPIRED', at: now } as const;
    await keepHeld(transaction, erasure);
    await eraseMessages(transaction, erasure);
    return due.length;
  }, TRANSACTION);
}

async function isAlone(transaction: Transaction): Promise<boolean> {
  const [found] = await transaction.$queryRaw<{ locked: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(${RETENTION_LOCK}) AS locked`;
  return found?.locked === true;
}

/** Runs the job now and then until it is stopped; `stop` waits for a run under way. */
export function startRetention(
  tools: RetentionTools,
  options: {
    readonly intervalMs: number;
    readonly onRun: (run: RetentionRun) => void;
    readonly onFault: (error: unknown) => void;
  },
): { stop(): Promise<void> } {
  return startRecurring(async () => options.onRun(await eraseExpired(tools)), options);
}
