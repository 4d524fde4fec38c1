import type { Transaction } from '../database.ts';

/**
 * Puts the transaction into the line of the team's writers until it ends. What is read after this (who is a member, what
 * a slug is used for) stays true until the write that depends on it is committed.
 */
export async function lockTeam(transaction: Transaction, teamId: string): Promise<void> {
  await transaction.$queryRaw`SELECT FROM teams WHERE id = ${teamId} FOR NO KEY UPDATE`;
}

/** Takes the team's next sequence. The row's lock makes sequences gapless and in the order of commits. */
export async function nextSequence(transaction: Transaction, teamId: string): Promise<number> {
  const team = await transaction.team.update({
    where: { id: teamId },
    data: { lastSequence: { increment: 1 } },
    select: { lastSequence: true },
  });
  return team.lastSequence;
}
