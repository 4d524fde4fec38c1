import type { Transaction } from '../database.ts';

/** Any number that nothing else of ours uses as a lock. */
const STAFF_LOCK = 72_707_373;

/** Lets one transaction at a time change who there is and who is an administrator. Held until the transaction ends. */
export async function lockStaff(transaction: Transaction): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${STAFF_LOCK})`;
}

/** The subjects, of people and agents alike, that begin so: the shared layer must never take one for the other. */
export async function subjectsFrom(transaction: Transaction, start: string): Promise<ReadonlySet<string>> {
  const where = { subject: { startsWith: start } };
  const people = await transaction.person.findMany({ where, select: { subject: true } });
  const agents = await transaction.agent.findMany({ where, select: { subject: true } });
  return new Set([...people, ...agents].map(({ subject }) => subject));
}
