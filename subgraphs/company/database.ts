import { PrismaClient } from '#prisma/company/client/client.ts';
import { createAdapter } from '#prisma/database.ts';

/** A company's private database. */
export type Database = PrismaClient;

/**
 * Opens the database of one company; connections are made when first needed. Close it with `$disconnect()`.
 *
 * @param url the runtime role's address
 */
export function openDatabase(url: string): Database {
  // The other formats quote a query's arguments in the error, and errors go to the log.
  return new PrismaClient({ adapter: createAdapter(url), errorFormat: 'minimal' });
}
