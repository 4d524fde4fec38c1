import type { Transaction } from '../database.ts';

/**
 * Puts the transaction into the line of the team's writers until it ends. What is read after this (who is a member, what
 * a slug is used for) stays true until the write that depends on it is committed.
 */
export async function lockTeam(transaction: Transaction, teamId: string): Promise<void> {
  await transaction.$queryRaw`SELECT FROM teams WHERE id = ${teamId} FOR NO KEY UPDATE`;
}
