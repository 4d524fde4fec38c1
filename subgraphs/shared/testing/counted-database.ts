import { createAdapter } from '#prisma/database.ts';
import { PrismaClient } from '#prisma/shared/client/client.ts';
import type { Database } from '../database.ts';

/** A database that writes down every statement it is sent. */
export function openCountedDatabase(url: string): { database: Database; statements: string[] } {
  const client = new PrismaClient({
    adapter: createAdapter(url),
    log: [{ emit: 'event', level: 'query' }],
  });
  const statements: string[] = [];
  client.$on('query', (event) => void statements.push(event.query));
  return { database: client, statements };
}
