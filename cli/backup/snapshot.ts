import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Client } from 'pg';
import { withClient } from '#prisma/tool/migrate.ts';
import { CliError } from '../exit.ts';
import {
  mustSeeEverything,
  qualified,
  readSchemaNames,
  readSchemas,
  readSequences,
  readTables,
  type CatalogueTable,
} from './catalogue.ts';
import { BACKUP_FORMAT, MANIFEST_FILE, type Manifest, type TableEntry } from './manifest.ts';
import { programOfSchemas } from './known-migrations.ts';
import { writeRows } from './table-files.ts';

/** What is to be written down, and where. */
export interface BackupRequest {
  /** Of the role that owns the tables. */
  readonly url: string;
  /** A folder that is missing or empty. */
  readonly folder: string;
  readonly now: () => Date;
}

/**
 * Writes a database's rows down as they stand at one instant, while its program works on. The tables' structure is not
 * written: migrations make it, so they are named.
 *
 * @throws CliError `BACKUP_NOT_POSSIBLE`, `FILE_NOT_USABLE`; MigrationError for a database that cannot be reached
 */
export async function backUp({ url, folder, now }: BackupRequest): Promise<Manifest> {
  await makeFolder(folder);
  const manifest = await withClient(url, async (client) => {
    // Read-only and repeatable: every table is read as of the first statement.
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(
      `SELECT set_config('app.operator', 'maintenance', true), set_config('DateStyle', 'ISO', true),
         set_config('IntervalStyle', 'iso_8601', true), set_config('extra_float_digits', '3', true)`,
    );
    return readSnapshot(client, folder, now());
  });
  const draft = path.join(folder, `${MANIFEST_FILE}.part`);
  await writeFile(draft, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  await rename(draft, path.join(folder, MANIFEST_FILE));
  return manifest;
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length === 0) return;
  throw new CliError('FILE_NOT_USABLE', `${folder} is not empty: name a folder that is new or empty.`);
}

async function readSnapshot(client: Client, folder: string, at: Date): Promise<Manifest> {
  const names = await readSchemaNames(client);
  await mustSeeEverything(client, names);
  const schemas = await readSchemas(client, names);
  const program = await programOfSchemas(schemas);
  if (program === null) {
    const advice = 'Back it up with the tools of whoever made it, for example pg_dump.';
    throw new CliError(
      'BACKUP_NOT_POSSIBLE',
      `This is no database of the shared layer or of a company's subgraph. ${advice}`,
    );
  }
  const tables: TableEntry[] = [];
  for (const table of await readTables(client, names)) {
    const { schema, name, columns } = table;
    const file = `${schema}.${name}.jsonl.gz`;
    const written = await writeRows(path.join(folder, file), rowsOf(client, table));
    tables.push({ schema, name, columns: [...columns], file, ...written });
  }
  const sequences = await readSequences(client, names);
  const { rows } = await client.query<{ server: string }>(
    "SELECT current_setting('server_version') AS server",
  );
  const takenAt = at.toISOString();
  return {
    format: BACKUP_FORMAT,
    program,
    takenAt,
    server: rows[0]?.server ?? '',
    schemas,
    tables,
    sequences,
  };
}

/** About so many characters are held at once: a document is up to 5 MiB, most rows are a hundred bytes. */
const HELD = 4_194_304;
const ROWS_AT_ONCE = { first: 50, most: 5_000 };

/** Each row is a JSON array of its values as PostgreSQL writes them as text, as COPY would. */
async function* rowsOf(client: Client, table: CatalogueTable): AsyncGenerator<string[]> {
  const texts = table.columns.map((column) => `${client.escapeIdentifier(column)}::text`).join(', ');
  await client.query(
    `DECLARE rows NO SCROLL CURSOR FOR SELECT to_jsonb(ARRAY[${texts}])::text AS row FROM ${qualified(client, table)}`,
  );
  for (let wanted = ROWS_AT_ONCE.first; ;) {
    const { rows } = await client.query<{ row: string }>(`FETCH ${wanted} FROM rows`);
    if (rows.length === 0) break;
    const lines = rows.map(({ row }) => row);
    yield lines;
    const each = Math.max(1, lines.reduce((sum, line) => sum + line.length, 0) / lines.length);
    wanted = Math.max(1, Math.min(ROWS_AT_ONCE.most, Math.floor(HELD / each)));
  }
  await client.query('CLOSE rows');
}
