import pg from 'pg';
import { LOCK_PATIENCE, runGivingWay, TablesInUse, type LockPatience } from './giving-way.ts';
import { MigrationError } from './migration-error.ts';
import { matchesChecksum, readMigrations, type Migration } from './migration-folder.ts';
import {
  readLedger,
  recordFailure,
  recordStart,
  recordSuccess,
  recordUndone,
  type LedgerRow,
} from './migration-ledger.ts';

export interface ApplyMigrationsOptions {
  /** Connection string of the role that owns the database. */
  readonly url: string;
  /** Prisma's migrations folder: `<directory>/<name>/migration.sql`. */
  readonly directory: string;
  /** PostgreSQL's schema for the tables and the ledger, made when it is missing; `public` unless told. */
  readonly schema?: string;
  /** Names of the migrations that are wanted; the whole folder when left out. */
  readonly only?: ReadonlySet<string>;
  /** For tables that are in use; the usual when left out. */
  readonly patience?: LockPatience;
  readonly log?: (line: string) => void;
}

export interface AppliedMigrations {
  /** Names of the migrations that this call applied, in order. */
  readonly applied: string[];
  /** Names of those that the database had before. */
  readonly already: string[];
}

/** Prisma's own (prisma-engines, `acquire_lock`), so that a `prisma migrate deploy` at the same time waits too. */
export const MIGRATION_LOCK = 72_707_369;
const LOCK_PATIENCE_MS = 60_000;

/**
 * Brings a database up to date, in the format of `prisma migrate deploy`: same table, checksums and lock. Of several
 * callers at once, one applies and the others find nothing to do. Rejects with a `MigrationError`.
 */
export async function applyMigrations(options: ApplyMigrationsOptions): Promise<AppliedMigrations> {
  const log = options.log ?? (() => undefined);
  const { only } = options;
  const folder = await readMigrations(options.directory);
  const migrations = only === undefined ? folder : folder.filter(({ name }) => only.has(name));
  return withClient(options.url, async (client) => {
    await lock(client);
    if (options.schema !== undefined) await enterSchema(client, options.schema);
    const pending = pendingMigrations(migrations, await readLedger(client));
    for (const migration of pending) {
      log(`Applying migration ${migration.name}`);
      await apply(client, migration, options.patience);
    }
    const applied = pending.map(({ name }) => name);
    return { applied, already: migrations.map(({ name }) => name).filter((name) => !applied.includes(name)) };
  });
}

/** The migrations still to apply. Throws when folder and database do not belong together. Pure. */
export function pendingMigrations(
  migrations: readonly Migration[],
  ledger: readonly LedgerRow[],
): Migration[] {
  const byName = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of ledger) refuseMismatch(row, byName.get(row.name));
  const recorded = new Set(ledger.map(({ name }) => name));
  return migrations.filter(({ name }) => !recorded.has(name));
}

function refuseMismatch({ name, checksum, finished }: LedgerRow, migration: Migration | undefined): void {
  if (!finished) {
    const message = `Migration ${name} failed earlier and left the database half-way. Repair it, then run prisma migrate resolve --applied ${name} or --rolled-back ${name}.`;
    throw new MigrationError('MIGRATION_FAILED_EARLIER', message, name);
  }
  if (migration === undefined) {
    const message = `The database has migration ${name}, which this program does not: the database is of a newer version. Run that version.`;
    throw new MigrationError('MIGRATION_MISSING', message, name);
  }
  if (!matchesChecksum(migration.sql, checksum)) {
    const message = `Migration ${name} was edited after it was applied. Restore its migration.sql, and put the change into a new migration.`;
    throw new MigrationError('MIGRATION_EDITED', message, name);
  }
}

async function apply(client: pg.Client, migration: Migration, patience?: LockPatience): Promise<void> {
  const id = await recordStart(client, migration);
  try {
    await runGivingWay(client, migration.sql, patience);
  } catch (error) {
    // A script with a transaction of its own leaves it open when it fails.
    await client.query('ROLLBACK');
    if (error instanceof TablesInUse) {
      const { allMs } = patience ?? LOCK_PATIENCE;
      const message = `Migration ${migration.name} waited ${allMs / 1000} seconds for tables that others use without a pause. Nothing of it was done: end what holds them (pg_stat_activity), and start again.`;
      await recordUndone(client, id, message);
      throw new MigrationError('MIGRATION_LOCKED', message, migration.name, { cause: error });
    }
    const reason = error instanceof Error ? error.message : String(error);
    await recordFailure(client, id, failureLog(migration.name, reason, error));
    const message = `Migration ${migration.name} failed: ${reason}. Repair it, then run prisma migrate resolve --rolled-back ${migration.name}.`;
    throw new MigrationError('MIGRATION_SQL_FAILED', message, migration.name, { cause: error });
  }
  await recordSuccess(client, id);
}

/** In the words of Prisma, which shows this text in `migrate status`. */
function failureLog(name: string, reason: string, error: unknown): string {
  const code = error instanceof pg.DatabaseError ? (error.code ?? 'none') : 'none';
  return `A migration failed to apply. Migration name: ${name}\n\nDatabase error code: ${code}\n\nDatabase error:\nERROR: ${reason}\n`;
}

async function lock(client: pg.Client): Promise<void> {
  try {
    await client.query(`SET lock_timeout = ${LOCK_PATIENCE_MS}`);
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query('SET lock_timeout = DEFAULT');
  } catch (error) {
    const message = `Another process has been migrating this database for over ${LOCK_PATIENCE_MS / 1000} seconds. Wait for it, or end it.`;
    throw new MigrationError('MIGRATION_LOCKED', message, undefined, { cause: error });
  }
}

/** What the scripts name without a schema is in this one from now on. */
async function enterSchema(client: pg.Client, schema: string): Promise<void> {
  const name = client.escapeIdentifier(schema);
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${name}`);
  await client.query(`SET search_path TO ${name}`);
}

/** A connection of its own; closing it releases the lock. `pooled`: of a pooler, which takes no options. */
export async function withClient<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
  { pooled = false } = {},
): Promise<T> {
  const client = new pg.Client({
    ...{ connectionString: url, connectionTimeoutMillis: 10_000 },
    ...(pooled ? {} : { options: '-c TimeZone=UTC' }),
  });
  // A lost connection rejects the running query as well; without a listener the event alone would end the process.
  client.on('error', () => undefined);
  await client.connect().catch((error: unknown) => {
    throw unreachable(url, error);
  });
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function unreachable(url: string, error: unknown): MigrationError {
  const { host, pathname } = new URL(url);
  const where = `the database ${pathname.slice(1)} at ${host}`;
  const reason = error instanceof Error ? error.message || error.name : String(error);
  if (error instanceof pg.DatabaseError && error.code !== '57P03') {
    const message = `PostgreSQL does not let us into ${where}: ${reason}. Check the user, password and name in its URL.`;
    return new MigrationError('DATABASE_REFUSED', message, undefined, { cause: error });
  }
  const message = `PostgreSQL cannot be reached for ${where}: ${reason}. Check that it runs, and the host and port in its URL.`;
  return new MigrationError('DATABASE_UNREACHABLE', message, undefined, { cause: error });
}
