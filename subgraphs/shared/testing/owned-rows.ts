import { createAdapter } from '#prisma/database.ts';
import { PrismaClient } from '#prisma/shared/client/client.ts';
import type { Database } from '../database.ts';

/** Opens the database as its owner who says that it means to see everything; see docs/adr/0009. */
export function openRows(ownerUrl: string): Database {
  const settings = { 'app.operator': 'maintenance' };
  return new PrismaClient({ adapter: createAdapter(ownerUrl, { max: 4, settings }) });
}
