import type { Database } from './database.ts';
import type { TeamRows } from './seed-rows.ts';

/** Writes a whole team; false when there is one with its id, which stays as it is. */
export async function insertSeededTeam(database: Database, rows: TeamRows): Promise<boolean> {
  return database.$transaction(async (transaction) => {
    // A team that another process is writing at this moment makes this wait, and then counts as there.
    const { count } = await transaction.team.createMany({ data: [rows.team], skipDuplicates: true });
    if (count === 0) return false;
    await transaction.teamSlug.createMany({ data: rows.slugs });
    await transaction.membershipInterval.createMany({ data: rows.intervals });
    await transaction.participant.createMany({ data: rows.participants });
    await transaction.thread.createMany({ data: rows.threads });
    await transaction.message.createMany({ data: rows.messages });
    return true;
  });
}
