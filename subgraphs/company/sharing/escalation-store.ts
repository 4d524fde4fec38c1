import type { Escalation, Prisma } from '#prisma/company/client/client.ts';
import type { Transaction } from '../database.ts';

/** A message as it is carried over. */
export interface ChosenMessage {
  readonly id: string;
  readonly body: string;
  readonly saidBy: {
    readonly displayName: string;
    readonly kind: 'PERSON' | 'AGENT';
    /** RFC 3339. */
    readonly at: string;
  };
}

/** Those of the messages that are in the thread and were not taken back, in its order; locked, so that none is meanwhile. */
export async function readChosenMessages(
  transaction: Transaction,
  threadId: string,
  ids: readonly string[],
): Promise<ChosenMessage[]> {
  await transaction.$executeRaw`SELECT FROM private_messages WHERE id = ANY(${[...ids]}) FOR SHARE`;
  const rows = await transaction.privateMessage.findMany({
    where: { id: { in: [...ids] }, threadId, redactedAt: null },
    include: { authorAgent: { select: { name: true } }, authorPerson: { select: { displayName: true } } },
    orderBy: { sequence: 'asc' },
  });
  return rows.map(({ id, body, createdAt, authorAgent, authorPerson }) => ({
    ...{ id, body },
    saidBy: {
      displayName: authorAgent?.name ?? authorPerson?.displayName ?? '',
      kind: authorAgent === null ? 'PERSON' : 'AGENT',
      at: createdAt.toISOString(),
    },
  }));
}

/** The escalation that was made with an idempotency key. */
export function findEscalationByKey(
  transaction: Transaction,
  idempotencyKey: string,
): Promise<Escalation | null> {
  return transaction.escalation.findUnique({ where: { idempotencyKey } });
}

/** Writes an escalation down. */
export async function insertEscalation(
  transaction: Transaction,
  data: Prisma.EscalationUncheckedCreateInput,
): Promise<void> {
  await transaction.escalation.create({ data });
}

/** Writes columns of an escalation that is in one of the states. */
export async function updateEscalation(
  transaction: Transaction,
  id: string,
  states: readonly Escalation['state'][],
  data: Prisma.EscalationUncheckedUpdateManyInput,
): Promise<void> {
  await transaction.escalation.updateMany({ where: { id, state: { in: [...states] } }, data });
}
