import { PrismaClient } from '#prisma/company/client/client.ts';
import { createAdapter } from '#prisma/database.ts';
import { faultOfText } from '#subgraphs/kit/errors.ts';

/** A company's private database. */
export type Database = PrismaClient;

/** A transaction of it: what is written in one stands or falls together. */
export type Transaction = Parameters<Parameters<Database['$transaction']>[0]>[0];

export const CONNECTIONS = 10;

/** Of a transaction that writes, in ms. A document of 5 MiB and its index take seconds on a slow machine; Prisma would give up after five. */
export const WRITE_LIMITS = { timeout: 30_000, maxWait: 10_000 };

/**
 * Opens the database of one company; connections are made when first needed. Close it with `$disconnect()`.
 *
 * @param url the runtime role's address
 */
export function openDatabase(
  url: string,
  { connections = CONNECTIONS, pooled = false }: { connections?: number; pooled?: boolean } = {},
): Database {
  // Behind a pooler the database has to have these, or a page of a search may show a row twice.
  // A search that is cut off reads rows in the same order each time, or its pages would not fit together.
  const settings = { max_parallel_workers_per_gather: '0', synchronize_seqscans: 'off' };
  // The other formats quote a query's arguments in the error, and errors go to the log.
  return new PrismaClient({
    adapter: createAdapter(url, { settings, max: connections, pooled, faultOfText }),
    errorFormat: 'minimal',
  });
}
