import { createAdapter } from '#prisma/database.ts';
import { PrismaClient, type Prisma } from '#prisma/shared/client/client.ts';

/** The shared layer's database. */
export type Database = PrismaClient;
/** An open transaction in it: what stores are given. */
export type Transaction = Prisma.TransactionClient;

/** A request holds one connection while it reads, so this is also how many requests read at once. */
const CONNECTIONS = 20;

/** Opens the database with the runtime role's URL. Connects when first used; `$disconnect` closes it. */
export function openDatabase(url: string, onConnectionError?: (error: Error) => void): Database {
  const adapter = createAdapter(url, {
    max: CONNECTIONS,
    applicationName: 'agent-network-shared',
    ...(onConnectionError ? { onConnectionError } : {}),
  });
  // Prisma's longer error formats quote the arguments of the failed call, which are the tenants' own words.
  return new PrismaClient({ adapter, errorFormat: 'minimal' });
}
