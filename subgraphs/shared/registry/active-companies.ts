import { LRUCache } from 'lru-cache';
import type { Clock } from '#schema/wire/signatures.ts';
import { readAsCompany } from '../access/row-security.ts';
import type { Database } from '../database.ts';
import type { ReadPassport } from '../passport.ts';

/** How long a company that takes part is believed to, in milliseconds. */
const KEPT_MS = 1000;

/**
 * Refuses the passports of companies that have been suspended or removed: a gateway that has not heard of it yet, or
 * would not hear, opens nothing by going on.
 */
export function ofActiveCompanies(read: ReadPassport, database: Database, clock: Clock): ReadPassport {
  const seen = new LRUCache<string, number>({ max: 10_000 });
  return async (request) => {
    const passport = await read(request);
    if (passport === null) return null;
    const { company } = passport;
    if ((seen.get(company) ?? 0) > clock()) return passport;
    if (await isStopped(company, database)) return null;
    seen.set(company, clock() + KEPT_MS);
    return passport;
  };
}

/** Of a company that nobody has registered there is nothing to open. */
function isStopped(company: string, database: Database): Promise<boolean> {
  return readAsCompany(database, { company }, async (transaction) => {
    const card = await transaction.company.findUnique({ where: { slug: company }, select: { state: true } });
    return card !== null && card.state !== 'ACTIVE';
  });
}
