import type { Prisma, Share } from '#prisma/company/client/client.ts';
import type { Transaction } from '../database.ts';
import type { ShareTarget } from './share-rules.ts';

/** Whether there is such a thing to share. Of a document its text as well. */
export async function readShareTarget(
  transaction: Transaction,
  { targetKind, targetId: id }: ShareTarget,
): Promise<{ readonly body?: string } | null> {
  if (targetKind === 'DOCUMENT')
    return transaction.document.findUnique({ where: { id }, select: { body: true } });
  const found =
    targetKind === 'AGENT'
      ? await transaction.agent.findUnique({ where: { id }, select: { id: true } })
      : await transaction.privateThread.findUnique({ where: { id }, select: { id: true } });
  return found && {};
}

/** The share of that id, also one that is over; null for none. */
export function findShare(transaction: Transaction, id: string): Promise<Share | null> {
  return transaction.share.findUnique({ where: { id } });
}

/** The share that was made with an idempotency key. */
export function findShareByKey(transaction: Transaction, idempotencyKey: string): Promise<Share | null> {
  return transaction.share.findUnique({ where: { idempotencyKey } });
}

/** Writes a share down. */
export async function insertShare(
  transaction: Transaction,
  data: Prisma.ShareUncheckedCreateInput,
): Promise<void> {
  await transaction.share.create({ data });
}

/** Writes columns of a share that is in one of the states. */
export async function updateShare(
  transaction: Transaction,
  id: string,
  states: readonly Share['state'][],
  data: Prisma.ShareUncheckedUpdateManyInput,
): Promise<void> {
  await transaction.share.updateMany({ where: { id, state: { in: [...states] } }, data });
}
