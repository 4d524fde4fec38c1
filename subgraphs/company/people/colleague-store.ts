import type { Transaction } from '../database.ts';

/** Those of the ids of agents and people that are still with the company. */
export async function presentColleagues(
  transaction: Transaction,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const id = { in: [...ids] };
  const people = await transaction.person.findMany({
    where: { id, status: 'ACTIVE' },
    select: { id: true },
  });
  const agents = await transaction.agent.findMany({
    where: { id, status: { not: 'ARCHIVED' } },
    select: { id: true },
  });
  return new Set([...people, ...agents].map((row) => row.id));
}

/** The id of the person of that name at the issuer who is still with the company; null for none. */
export async function presentPersonBySubject(
  transaction: Transaction,
  subject: string,
): Promise<string | null> {
  const found = await transaction.person.findUnique({ where: { subject, status: 'ACTIVE' } });
  return found?.id ?? null;
}
