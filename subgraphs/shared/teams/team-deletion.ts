import { Prisma } from '#prisma/shared/client/client.ts';
import type { Transaction } from '../database.ts';
import { keepHeld } from '../holds/keeping.ts';

/**
 * The tables that a deleted team is emptied of, those that point to others before them. What is left is the team's row
 * with the last hash of its log, who was in it, when, and what a company holds for itself. A test compares this list with the database's catalogue.
 */
export const EMPTIED_TABLES = [
  'retention_settings',
  'hidden_messages',
  'read_markers',
  'message_reactions',
  'message_mentions',
  'message_revisions',
  'message_shares',
  'shares',
  'thread_audiences',
  'thread_revisions',
  'messages',
  'threads',
  'participants',
  'proposal_answers',
  'proposals',
  'invitations',
  'team_events',
] as const;

/** Deletes what is in a team, whose log has just ended with `TEAM_DELETED`. */
export async function deleteTeamRows(transaction: Transaction, id: string, at: Date): Promise<void> {
  await keepHeld(transaction, { teamId: id, messageIds: null, cause: 'DELETED', at });
  const { lastSequence: toSequence } = await transaction.team.update({
    where: { id },
    data: { name: 'Deleted team', purpose: null, deletedAt: at },
  });
  const present = { teamId: id, toSequence: null };
  await transaction.membershipInterval.updateMany({ where: present, data: { toSequence, leftAt: at } });
  // Among messages are replies to others: one statement sees them go together.
  for (const table of EMPTIED_TABLES)
    await transaction.$executeRaw`DELETE FROM ${Prisma.raw(table)} WHERE team_id = ${id}`;
}
