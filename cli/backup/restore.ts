import path from 'node:path';
import type { Client } from 'pg';
import { grantRuntime } from '#prisma/tool/grant-runtime.ts';
import { applyMigrations, withClient } from '#prisma/tool/migrate.ts';
import { CliError } from '../exit.ts';
import { qualified, readTables, type CatalogueTable } from './catalogue.ts';
import { migrationsOf, mustKnow } from './known-migrations.ts';
import { readManifest, type Manifest, type SequenceEntry, type TableEntry } from './manifest.ts';
import { checkFiles, readRows } from './table-files.ts';

/** What is to be restored, and where to. */
export interface RestoreRequest {
  readonly folder: string;
  /** Of the role that is to own the tables. */
  readonly url: string;
  /** The role of the running program, which is given its rights; null where it is the owner itself. */
  readonly runtimeRole: string | null;
  /** Where the migrations of other schemas are: a company's realm. */
  readonly realms: ReadonlyMap<string, string>;
}

/**
 * Looks whether a backup is whole and of a version that this program knows, and changes nothing.
 *
 * @throws CliError `BACKUP_DAMAGED`, `BACKUP_VERSION`, `ARGUMENT_INVALID`
 */
export async function checkBackup(folder: string, realms: RestoreRequest['realms']): Promise<Manifest> {
  const manifest = await readManifest(folder);
  for (const { name, migrations } of manifest.schemas)
    await mustKnow(migrations, directoryOf(name, manifest, realms));
  await checkFiles(folder, manifest.tables);
  return manifest;
}

/**
 * Restores a backup into an empty database: structure by migrations, as many as the backup had; rows all or none.
 *
 * @throws CliError as {@link checkBackup}, before anything is changed; `DATABASE_NOT_EMPTY`
 */
export async function restore(request: RestoreRequest): Promise<Manifest> {
  const { folder, url, realms, runtimeRole } = request;
  const manifest = await checkBackup(folder, realms);
  await withClient(url, mustBeEmpty);
  for (const { name, migrations } of manifest.schemas) {
    const only = new Set(migrations.map((migration) => migration.name));
    const directory = directoryOf(name, manifest, realms);
    await applyMigrations({ url, directory, only, ...(name === 'public' ? {} : { schema: name }) });
    if (runtimeRole !== null) await grantRuntime({ url, role: runtimeRole, schema: name });
  }
  await withClient(url, async (client) => {
    await client.query('BEGIN');
    await client.query("SELECT set_config('app.operator', 'maintenance', true)");
    await load(client, manifest, folder);
    await client.query('COMMIT');
  });
  return manifest;
}

function directoryOf(schema: string, { program }: Manifest, realms: RestoreRequest['realms']): string {
  if (schema === 'public') return migrationsOf(program);
  const directory = realms.get(schema);
  if (directory !== undefined) return directory;
  const advice = 'Set EXTENSION_MODULE and COMPANY as for the program, so that its migrations are found.';
  throw new CliError('ARGUMENT_INVALID', `The backup holds the company's own tables in ${schema}. ${advice}`);
}

async function mustBeEmpty(client: Client): Promise<void> {
  const { rows } = await client.query<{ schema: string; name: string }>(
    `SELECT schemaname AS schema, tablename AS name FROM pg_tables
     WHERE schemaname NOT LIKE 'pg\\_%' AND schemaname <> 'information_schema' AND tablename <> '_prisma_migrations'`,
  );
  await client.query('BEGIN READ ONLY');
  await client.query("SELECT set_config('app.operator', 'maintenance', true)");
  for (const table of rows) {
    const found = await client.query(`SELECT FROM ${qualified(client, table)} LIMIT 1`);
    if (found.rowCount === 0) continue;
    const advice =
      'A backup is restored into an empty database only: make a new one, and have the program use it.';
    throw new CliError(
      'DATABASE_NOT_EMPTY',
      `The database has rows in ${table.schema}.${table.name}. ${advice}`,
    );
  }
  await client.query('COMMIT');
}

/** Foreign keys are taken away meanwhile and made again at the end, which checks every row against them. */
async function load(client: Client, manifest: Manifest, folder: string): Promise<void> {
  const schemas = manifest.schemas.map(({ name }) => name);
  const tables = new Map((await readTables(client, schemas)).map((table) => [keyOf(table), table]));
  const keys = await readForeignKeys(client, schemas);
  for (const { table, name } of keys) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  for (const table of tables.values()) await client.query(`DELETE FROM ${qualified(client, table)}`);
  for (const entry of manifest.tables) await loadTable(client, entry, tables.get(keyOf(entry)), folder);
  for (const sequence of manifest.sequences) await setSequence(client, sequence);
  for (const { table, name, definition } of keys)
    await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`);
}

function keyOf({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return JSON.stringify([schema, name]);
}

interface ForeignKey {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

/** Those of partitions come and go with those of their tables. */
async function readForeignKeys(client: Client, schemas: readonly string[]): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `SELECT format('%I.%I', n.nspname, r.relname) AS table, quote_ident(c.conname) AS name,
       pg_get_constraintdef(c.oid) AS definition
     FROM pg_constraint AS c JOIN pg_class AS r ON r.oid = c.conrelid JOIN pg_namespace AS n ON n.oid = r.relnamespace
     WHERE c.contype = 'f' AND c.conparentid = 0 AND n.nspname = ANY($1) ORDER BY r.relname, c.conname`,
    [schemas],
  );
  return rows;
}

async function loadTable(
  client: Client,
  entry: TableEntry,
  table: CatalogueTable | undefined,
  folder: string,
): Promise<void> {
  const damaged = (what: string) => new CliError('BACKUP_DAMAGED', `${entry.file} ${what}.`);
  if (table === undefined) throw damaged('is of a table that its migrations do not make');
  const names = entry.columns.map((column) => client.escapeIdentifier(column)).join(', ');
  const values = entry.columns.map((column, at) => {
    const type = table.types[table.columns.indexOf(column)];
    if (type === undefined) throw damaged(`has a column ${column}, which its migrations do not make`);
    return `(row ->> ${at})::${type}`;
  });
  const statement = `INSERT INTO ${qualified(client, entry)} (${names}) OVERRIDING SYSTEM VALUE
    SELECT ${values.join(', ')} FROM jsonb_array_elements($1::jsonb) AS row`;
  let rows = 0;
  for await (const batch of readRows(path.join(folder, entry.file))) {
    await client.query(statement, [`[${batch.join(',')}]`]);
    rows += batch.length;
  }
  if (rows !== entry.rows) throw damaged(`holds ${rows} rows and not ${entry.rows}`);
}

async function setSequence(client: Client, { last, called, ...sequence }: SequenceEntry): Promise<void> {
  await client.query('SELECT setval($1::regclass, $2::bigint, $3)', [
    qualified(client, sequence),
    last,
    called,
  ]);
}
