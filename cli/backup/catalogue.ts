import type { Client } from 'pg';
import { CliError } from '../exit.ts';
import type { Manifest, SequenceEntry } from './manifest.ts';

/** A table as the database describes it. */
export interface CatalogueTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
  /** Of each column, as a cast names it. */
  readonly types: readonly string[];
}

/** The schemas that a program keeps: those with a ledger of Prisma's, its own before others. */
export async function readSchemaNames(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT n.nspname AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relname = '_prisma_migrations' AND c.relkind = 'r' ORDER BY n.nspname <> 'public', n.nspname`,
  );
  return rows.map(({ name }) => name);
}

/** What was migrated in each schema. */
export async function readSchemas(client: Client, names: readonly string[]): Promise<Manifest['schemas']> {
  const schemas = [];
  for (const name of names)
    schemas.push({ name, migrations: await readMigrated(client, client.escapeIdentifier(name)) });
  return schemas;
}

async function readMigrated(client: Client, schema: string): Promise<{ name: string; checksum: string }[]> {
  const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM ${schema}._prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`,
  );
  const halfWay = rows.find(({ finished }) => !finished);
  if (halfWay !== undefined)
    throw new CliError(
      'BACKUP_NOT_POSSIBLE',
      `Migration ${halfWay.name} is not finished: run the command again when it is, or repair it first.`,
    );
  return rows.map(({ name, checksum }) => ({ name, checksum }));
}

/** The tables of the schemas. A partitioned one is one table. */
export async function readTables(client: Client, schemas: readonly string[]): Promise<CatalogueTable[]> {
  const { rows } = await client.query<CatalogueTable>(
    `SELECT n.nspname AS schema, c.relname AS name, a.columns, a.types
     FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace CROSS JOIN LATERAL (
       SELECT array_agg(a.attname::text ORDER BY a.attnum) AS columns,
         array_agg(format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum) AS types
       FROM pg_attribute AS a
       WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS a
     WHERE n.nspname = ANY($1) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND c.relname <> '_prisma_migrations' AND a.columns IS NOT NULL
     ORDER BY n.nspname, c.relname`,
    [schemas],
  );
  return rows;
}

/** Where the sequences of the schemas stand. They run past every snapshot, so they are to be read after the rows. */
export async function readSequences(client: Client, schemas: readonly string[]): Promise<SequenceEntry[]> {
  const { rows } = await client.query<{ schema: string; name: string }>(
    `SELECT schemaname AS schema, sequencename AS name FROM pg_sequences WHERE schemaname = ANY($1)
     ORDER BY schemaname, sequencename`,
    [schemas],
  );
  const sequences = [];
  for (const row of rows) {
    const of = qualified(client, row);
    const found = await client.query<{ last: string; called: boolean }>(
      `SELECT last_value::text AS last, is_called AS called FROM ${of}`,
    );
    sequences.push(...found.rows.map((state) => ({ ...row, ...state })));
  }
  return sequences;
}

/**
 * Refuses a role to which row-level security shows less than everything: its backup would look whole and lack rows.
 *
 * @throws CliError `BACKUP_NOT_POSSIBLE`
 */
export async function mustSeeEverything(client: Client, schemas: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
     WHERE n.nspname = ANY($1) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND NOT (SELECT r.rolsuper OR r.rolbypassrls FROM pg_roles AS r WHERE r.rolname = current_user)
       AND (NOT pg_has_role(c.relowner, 'USAGE') OR c.relrowsecurity AND c.relforcerowsecurity AND NOT EXISTS (
         SELECT FROM pg_policy AS p WHERE p.polrelid = c.oid AND p.polname = 'maintenance'))
     ORDER BY c.relname LIMIT 1`,
    [schemas],
  );
  const [hidden] = rows;
  if (hidden === undefined) return;
  const advice = 'Use the address of the role that owns the tables: MIGRATION_DATABASE_URL.';
  throw new CliError('BACKUP_NOT_POSSIBLE', `This role does not see all rows of ${hidden.name}. ${advice}`);
}

/** A name of the catalogue's, to be put into a statement. */
export function qualified(client: Client, of: { readonly schema: string; readonly name: string }): string {
  return `${client.escapeIdentifier(of.schema)}.${client.escapeIdentifier(of.name)}`;
}
