import type { Prisma, Publication } from '#prisma/company/client/client.ts';
import type { Transaction } from '../database.ts';

/** Somebody of the company who can be brought to a team. */
export interface Colleague {
  readonly kind: 'AGENT' | 'PERSON';
  /** The column of the ledger that names them. */
  readonly column: { readonly agentId: string } | { readonly personId: string };
  readonly subject: string;
  readonly name: string;
  /** Whether they are still with the company. */
  readonly present: boolean;
}

/** Reads an agent or a person by id; null for none. */
export async function readColleague(
  transaction: Transaction,
  kind: 'AGENT' | 'PERSON',
  id: string,
): Promise<Colleague | null> {
  if (kind === 'AGENT') {
    const agent = await transaction.agent.findUnique({ where: { id } });
    if (agent === null) return null;
    const { subject, name } = agent;
    return { kind, column: { agentId: id }, subject, name, present: agent.status !== 'ARCHIVED' };
  }
  const person = await transaction.person.findUnique({ where: { id } });
  if (person === null) return null;
  const { subject, displayName: name } = person;
  return { kind, column: { personId: id }, subject, name, present: person.status === 'ACTIVE' };
}

/** The lines of the ledger that the conditions fit, ended ones too. */
export function readPublications(
  transaction: Transaction,
  where: Pick<Prisma.PublicationWhereInput, 'participantId' | 'teamId' | 'agentId' | 'personId'>,
): Promise<Publication[]> {
  return transaction.publication.findMany({ where });
}

/** The line that was made with an idempotency key. */
export async function findPublicationByKey(transaction: Transaction, idempotencyKey: string) {
  const found = await transaction.publication.findUnique({ where: { idempotencyKey } });
  return found && { id: found.participantId, inputHash: found.inputHash };
}

/** Writes a line down. */
export async function insertPublication(
  transaction: Transaction,
  data: Prisma.PublicationUncheckedCreateInput,
): Promise<void> {
  await transaction.publication.create({ data });
}

/** Writes columns of the lines of a participant that are in one of the states. */
export async function updatePublications(
  transaction: Transaction,
  participantId: string,
  states: readonly Publication['state'][],
  data: Prisma.PublicationUncheckedUpdateManyInput,
): Promise<void> {
  await transaction.publication.updateMany({ where: { participantId, state: { in: [...states] } }, data });
}
