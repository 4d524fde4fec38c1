import { grantRuntime } from '#prisma/tool/grant-runtime.ts';
import { applyMigrations } from '#prisma/tool/migrate.ts';
import type { Database, Transaction } from '../database.ts';
import type { CompanyExtension, Query } from '../extension.ts';

/** The addresses of a company's database. */
export interface ExtensionDatabase {
  /** Of the runtime role. */
  readonly databaseUrl: string;
  /** Of the owner, who may make a schema in it. */
  readonly migrationDatabaseUrl: string;
}

/**
 * Brings an extension's tables up to date, in their own schema and with a ledger of their own, and lets the runtime role
 * read and write them.
 *
 * @throws MigrationError
 */
export async function prepareExtension(
  { tables }: CompanyExtension,
  { databaseUrl, migrationDatabaseUrl: url }: ExtensionDatabase,
  log?: (line: string) => void,
): Promise<void> {
  if (tables === undefined) return;
  await applyMigrations({ ...tables, url, ...(log ? { log } : {}) });
  const role = decodeURIComponent(new URL(databaseUrl).username);
  if (role === decodeURIComponent(new URL(url).username)) return;
  await grantRuntime({ url, role, schema: tables.schema });
}

/** What an extension reads and writes with: values are never part of the text. */
export function queryOf(db: Pick<Database | Transaction, '$queryRawUnsafe'>): Query {
  return (text, values) => db.$queryRawUnsafe<unknown[]>(text, ...values);
}

/** Writes a scenario's rows into an extension's tables, all of them or none. */
export async function seedExtension(db: Database, extension: CompanyExtension, rows: unknown): Promise<void> {
  const { seed } = extension;
  if (seed) await db.$transaction((transaction) => seed(queryOf(transaction), rows));
}
