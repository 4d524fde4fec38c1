import type { Database, Transaction } from '../database.ts';

/**
 * For whom a transaction works, told to the database, whose row-level security is the second wall (docs/adr/0009). A
 * setting ends with its transaction. Nothing else in the program sets one, and without one every table is empty.
 */

/** The transaction is of one company from now on. */
export async function enterCompany(transaction: Transaction, company: string): Promise<void> {
  await transaction.$executeRaw`SELECT set_config('app.company', ${company}, true)`;
}

/** The transaction is of one company from now on, and writes nothing: both in one statement. */
export async function enterSnapshot(transaction: Transaction, company: string): Promise<void> {
  await transaction.$executeRaw`
    SELECT set_config('transaction_read_only', 'on', true), set_config('app.company', ${company}, true)`;
}

/**
 * Opens one team to the transaction before its company has a place in it: to found it, to seed it, or to join it. Who
 * may do so is decided before, by the rules; what has been decided is the reason for the call.
 */
export async function openTeam(transaction: Transaction, teamId: string): Promise<void> {
  await transaction.$executeRaw`SELECT set_config('app.team', ${teamId}, true)`;
}

/** Reads in a transaction of its own as a company. For requests that are no GraphQL; those have their `Context`. */
export function readAsCompany<T>(
  database: Database,
  company: string,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  return database.$transaction(async (transaction) => {
    await enterSnapshot(transaction, company);
    return work(transaction);
  });
}

/** Works on the companies and their SDLs, of all companies, in one transaction. No team is open to it. */
export function asRegistry<T>(
  database: Database,
  work: (transaction: Transaction) => Promise<T>,
  isolationLevel: 'ReadCommitted' | 'RepeatableRead' = 'ReadCommitted',
): Promise<T> {
  return database.$transaction(
    async (transaction) => {
      await transaction.$executeRaw`SELECT set_config('app.operator', 'registry', true)`;
      return work(transaction);
    },
    { isolationLevel },
  );
}
