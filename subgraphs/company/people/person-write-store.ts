import type { Transaction } from '../database.ts';
import type { PersonRow } from './person-store.ts';

/** What of a person changes. */
export type PersonChange = Partial<Omit<PersonRow, 'id' | 'subject'>>;

/** Writes a new person. */
export function insertPerson(transaction: Transaction, person: PersonRow): Promise<PersonRow> {
  return transaction.person.create({ data: person });
}

/** The person of that id; null when there is none. */
export function findPerson(transaction: Transaction, id: string): Promise<PersonRow | null> {
  return transaction.person.findUnique({ where: { id } });
}

/** The person of that subject, removed ones too; null when there is none. */
export function findPersonBySubject(transaction: Transaction, subject: string): Promise<PersonRow | null> {
  return transaction.person.findUnique({ where: { subject } });
}

/** Changes a person who is there. */
export function changePerson(transaction: Transaction, id: string, change: PersonChange): Promise<PersonRow> {
  return transaction.person.update({ where: { id }, data: change });
}

/** The ids of the company's administrators. */
export async function readAdministrators(transaction: Transaction): Promise<string[]> {
  const where = { role: 'ADMIN', status: 'ACTIVE' } as const;
  return (await transaction.person.findMany({ where, select: { id: true } })).map(({ id }) => id);
}
