import { faultOfText } from '#subgraphs/kit/errors.ts';
import { createAdapter } from '#prisma/database.ts';
import { PrismaClient, type Prisma } from '#prisma/shared/client/client.ts';

/** The shared layer's database. */
export type Database = PrismaClient;
/** An open transaction in it: what stores are given. */
export type Transaction = Prisma.TransactionClient;

/** A request holds one connection while it reads, so this is also how many requests read at once. */
export const CONNECTIONS = 20;

/** Of a transaction that names no limits of its own, in milliseconds. It waits as long for a connection as requests do. */
const TRANSACTION = { maxWait: 5_000, timeout: 10_000 };

/** How the database is opened. */
export interface OpenOptions {
  readonly connections?: number | undefined;
  /** See `AdapterOptions.pooled`. */
  readonly pooled?: boolean | undefined;
  /** Told of a connection that broke. */
  readonly onConnectionError?: (error: Error) => void;
}

/** Opens the database with the runtime role's URL. Connects when first used; `$disconnect` closes it. */
export function openDatabase(url: string, options: OpenOptions = {}): Database {
  const { connections = CONNECTIONS, pooled = false, onConnectionError } = options;
  const adapter = createAdapter(url, {
    ...{ max: connections, pooled, applicationName: 'agent-network-shared', faultOfText },
    ...(onConnectionError ? { onConnectionError } : {}),
  });
  // Prisma's longer error formats quote the arguments of the failed call, which are the tenants' own words.
  return new PrismaClient({ adapter, errorFormat: 'minimal', transactionOptions: TRANSACTION });
}
