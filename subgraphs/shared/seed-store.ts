import { openTeam } from './access/row-security.ts';
import type { Database, Transaction } from './database.ts';
import { EMPTY_CHAIN } from './events/event-rules.ts';
import { appendEvents } from './events/event-store.ts';
import { sealBody } from './messages/body-seal.ts';
import { teamEvents } from './seed-events.ts';
import type { SealedTeamRows, TeamRows } from './seed-rows.ts';

/** Writes a whole team with its log; false when there is one with its id, which stays as it is. */
export async function insertSeededTeam(database: Database, rows: TeamRows): Promise<boolean> {
  return database.$transaction(async (transaction) => {
    await openTeam(transaction, rows.team.id);
    const { sequence: lastSequence, hash: lastHash } = EMPTY_CHAIN;
    // A team that another process is writing at this moment makes this wait, and then counts as there.
    const data = [{ ...rows.team, lastSequence, lastHash }];
    const { count } = await transaction.team.createMany({ data, skipDuplicates: true });
    if (count === 0) return false;
    await insertRows(transaction, sealed(rows));
    return true;
  }, SEEDING);
}

/** A large team takes a while, on a slow disk longer than Prisma's 5 s. */
const SEEDING = { timeout: 30_000, maxWait: 10_000 };

function sealed(rows: TeamRows): SealedTeamRows {
  const seals = new Map(rows.messages.map(({ id, body }) => [id, sealBody(body)]));
  return {
    ...rows,
    messages: rows.messages.map((message) => ({ ...message, bodySalt: seals.get(message.id)?.salt ?? '' })),
    bodyHashes: new Map([...seals].map(([id, { hash }]) => [id, hash])),
  };
}

async function insertRows(transaction: Transaction, rows: SealedTeamRows): Promise<void> {
  const events = await appendEvents(transaction, rows.team.id, teamEvents(rows));
  if (events.at(-1)?.sequence !== rows.team.lastSequence) throw new Error('A seeded sequence has no event.');
  await transaction.teamSlug.createMany({ data: rows.slugs });
  await transaction.membershipInterval.createMany({ data: rows.intervals });
  await transaction.participant.createMany({ data: rows.participants });
  await transaction.thread.createMany({ data: rows.threads });
  await transaction.message.createMany({ data: rows.messages });
}
