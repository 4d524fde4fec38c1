import type { Client } from 'pg';
import { MigrationError } from '#prisma/tool/migration-error.ts';
import { readMigrations } from '#prisma/tool/migration-folder.ts';
import { pendingMigrations, withClient } from '#prisma/tool/migrate.ts';
import { problem, type Check, type Finding } from '../finding.ts';

/** A program's database. */
export interface DatabaseUnderCheck {
  readonly databaseUrl: string;
  readonly migrationDatabaseUrl: string;
  /** The program's migrations. */
  readonly directory: string;
  /** Whether every table carries companies' rows, and so has its wall. */
  readonly walled: boolean;
}

const OLDEST_SERVER = 150_000;

/** Whether it can be reached, and its version. Nothing else of it is looked at otherwise. */
export async function reachFindings({
  databaseUrl,
  migrationDatabaseUrl,
}: DatabaseUnderCheck): Promise<Finding[]> {
  for (const [setting, url] of [
    ['DATABASE_URL', databaseUrl],
    ['MIGRATION_DATABASE_URL', migrationDatabaseUrl],
  ] as const)
    try {
      const version = await withClient(url, async (client) => {
        const { rows } = await client.query<{ version: number }>(
          "SELECT current_setting('server_version_num')::int AS version",
        );
        return rows[0]?.version ?? 0;
      });
      if (version < OLDEST_SERVER)
        return [problem('DATABASE_TOO_OLD', `PostgreSQL is of version ${version / 10_000}.`)];
    } catch (error) {
      if (!(error instanceof MigrationError)) throw error;
      return [problem('DATABASE_UNREACHABLE', `${setting}: ${error.message}`)];
    }
  return [];
}

/** What the runtime role is and may, and the wall that it is behind. */
export function roleCheck({ databaseUrl, walled }: DatabaseUnderCheck): Check {
  return {
    name: 'the runtime role',
    run: () =>
      withClient(databaseUrl, async (client) => [
        ...(await strengthFindings(client)),
        ...(await tableFindings(client, walled)),
      ]),
  };
}

async function strengthFindings(client: Client): Promise<Finding[]> {
  const { rows } = await client.query<{ role: string; power: string }>(
    `SELECT r.rolname AS role, w.power FROM pg_roles AS r CROSS JOIN LATERAL (VALUES
       ('SUPERUSER', r.rolsuper), ('BYPASSRLS', r.rolbypassrls), ('CREATEROLE', r.rolcreaterole),
       ('REPLICATION', r.rolreplication)) AS w (power, has)
     WHERE w.has AND pg_has_role(current_user, r.oid, 'MEMBER')
       AND (NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) OR r.rolname = current_user)`,
  );
  const rights = [...new Set(rows.map(({ role, power }) => `${power} (as ${role})`))];
  return rights.length === 0
    ? []
    : [problem('ROLE_TOO_STRONG', `The role of DATABASE_URL has ${rights.join(', ')}.`)];
}

interface TableState {
  readonly name: string;
  readonly owns: boolean;
  readonly lacks: boolean;
  readonly walled: boolean;
}

async function tableFindings(client: Client, walled: boolean): Promise<Finding[]> {
  const { rows: tables } = await client.query<TableState>(
    `SELECT c.relname AS name, pg_has_role(c.relowner, 'MEMBER') AS owns,
       NOT (has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT')
         AND has_table_privilege(c.oid, 'UPDATE') AND has_table_privilege(c.oid, 'DELETE')) AS lacks,
       c.relrowsecurity AND c.relforcerowsecurity AS walled
     FROM pg_class AS c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
       AND NOT c.relispartition AND c.relname <> '_prisma_migrations' ORDER BY c.relname`,
  );
  const owned = named(tables, ({ owns }) => owns);
  const lacking = named(tables, ({ lacks }) => lacks);
  const open = walled ? named(tables, (table) => !table.walled) : [];
  return [
    ...(owned.length > 0
      ? [problem('ROLE_OWNS_TABLES', `The role of DATABASE_URL owns ${listed(owned)}.`)]
      : []),
    ...(lacking.length > 0
      ? [problem('ROLE_LACKS_RIGHTS', `The role of DATABASE_URL may not read and write ${listed(lacking)}.`)]
      : []),
    ...(open.length > 0
      ? [problem('ROW_SECURITY_OFF', `Row-level security is off, or not forced, on ${listed(open)}.`)]
      : []),
    ...(walled && lacking.length === 0 ? await openFindings(client, tables) : []),
  ];
}

/** Without a company's name, no table shows a row to anybody. */
async function openFindings(client: Client, tables: readonly TableState[]): Promise<Finding[]> {
  const seen: string[] = [];
  for (const { name } of tables) {
    const { rowCount } = await client.query(`SELECT FROM ${client.escapeIdentifier(name)} LIMIT 1`);
    if (rowCount) seen.push(name);
  }
  return seen.length === 0
    ? []
    : [
        problem(
          'ROW_SECURITY_OPEN',
          `Rows of ${listed(seen)} are shown to a session that has named no company.`,
        ),
      ];
}

function named(tables: readonly TableState[], which: (table: TableState) => boolean): string[] {
  return tables.filter(which).map(({ name }) => name);
}

const LISTED = 5;

/** A few names, and how many more. */
export function listed(names: readonly string[]): string {
  const more = names.length - LISTED;
  return names.slice(0, LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** Whether the database is of this program's version. */
export function migrationsCheck({ migrationDatabaseUrl, directory }: DatabaseUnderCheck): Check {
  return {
    name: 'migrations',
    async run() {
      const folder = await readMigrations(directory);
      return withClient(migrationDatabaseUrl, async (client) => {
        try {
          const pending = pendingMigrations(folder, await readApplied(client));
          const names = pending.map(({ name }) => name);
          return names.length === 0
            ? []
            : [problem('MIGRATIONS_PENDING', `Not applied yet: ${listed(names)}.`)];
        } catch (error) {
          if (error instanceof MigrationError) return [problem('MIGRATIONS_WRONG', error.message)];
          throw error;
        }
      });
    },
  };
}

/** As `readLedger`, which makes the table where there is none: a check changes nothing. */
async function readApplied(client: Client) {
  const { rows: found } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there",
  );
  if (found[0]?.there !== true) return [];
  const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  );
  return rows;
}
