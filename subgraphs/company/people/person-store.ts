import type { Person } from '#prisma/company/client/client.ts';
import type { Clock } from '#schema/wire/signatures.ts';
import type { ForeignPrincipal, Principal } from '../access/principal-rules.ts';
import type { Database } from '../database.ts';
import { isPublishedTo } from '../sharing/publication-rules.ts';

/** A person with all that the company knows of them: what of it leaves is the field guard's decision. */
export type PersonRow = Person;

/** Reads people. */
export interface PersonStore {
  /** All people by display name, for the own company; none for others. */
  list(principal: Principal): Promise<PersonRow[]>;
  /** Those of the ids that the principal may see anything of, in any order. */
  byIds(principal: Principal, ids: readonly string[]): Promise<PersonRow[]>;
}

/** Reads people from the company's database. */
export function createPersonStore(db: Database, clock: Clock): PersonStore {
  return {
    async list(principal) {
      if (principal.kind !== 'own') return [];
      return db.person.findMany({ orderBy: [{ displayName: 'asc' }, { id: 'asc' }] });
    },
    async byIds(principal, ids) {
      if (principal.kind === 'nobody') return [];
      if (principal.kind === 'foreign') return publishedTo(db, principal, ids, new Date(clock()));
      return db.person.findMany({ where: { id: { in: [...ids] } } });
    },
  };
}

async function publishedTo(
  db: Database,
  principal: ForeignPrincipal,
  ids: readonly string[],
  now: Date,
): Promise<PersonRow[]> {
  const toThem = { teamId: { in: [...principal.teams] } };
  const rows = await db.person.findMany({
    // Who was removed is gone for others at once, withdrawn from the team or not.
    where: { id: { in: [...ids] }, status: 'ACTIVE', publications: { some: toThem } },
    include: { publications: { where: toThem } },
  });
  return rows.filter(({ publications }) => publications.some((each) => isPublishedTo(principal, each, now)));
}
