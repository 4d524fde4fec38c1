import { fileURLToPath } from 'node:url';

/**
 * Points the Prisma CLI at the schema engine in this folder, unless the caller has chosen another.
 *
 * The CLI otherwise downloads a native engine the first time a command runs, which fails behind a firewall.
 * Windows cannot run a script by its shebang, so there the CLI keeps its own engine.
 */
export function useLocalSchemaEngine(): void {
  if (process.platform === 'win32') return;
  process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ||= fileURLToPath(new URL('schema-engine.mjs', import.meta.url));
}

/**
 * The database that `prisma migrate` works on, from `MIGRATION_DATABASE_URL` (a role that owns the schema).
 *
 * Empty without the setting: `generate` and a diff between migrations and schema need no database.
 */
export function migrationDatabase(): { datasource?: { url: string } } {
  const url = process.env['MIGRATION_DATABASE_URL'];
  return url ? { datasource: { url } } : {};
}
