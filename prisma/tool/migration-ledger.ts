import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { checksumOf, type Migration } from './migration-folder.ts';

/** A row of `_prisma_migrations` that still counts: one that was rolled back does not. */
export interface LedgerRow {
  readonly name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

/** The table exactly as Prisma creates it (prisma-engines, `sql-schema-connector`, `create_migrations_table`). */
const CREATE_LEDGER = `CREATE TABLE _prisma_migrations (
  id                  VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum            VARCHAR(64) NOT NULL,
  finished_at         TIMESTAMPTZ,
  migration_name      VARCHAR(255) NOT NULL,
  logs                TEXT,
  rolled_back_at      TIMESTAMPTZ,
  started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

/** Reads the ledger in the order of application, and makes it first where it is missing. */
export async function readLedger(client: Client): Promise<LedgerRow[]> {
  const found = await client.query("SELECT to_regclass('_prisma_migrations') AS ledger");
  if (oneOf(found.rows, 'ledger') === null) await client.query(CREATE_LEDGER);
  const { rows } = await client.query<LedgerRow>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`,
  );
  return rows;
}

function oneOf(rows: unknown[], column: string): unknown {
  const [row] = rows;
  return typeof row === 'object' && row !== null ? Reflect.get(row, column) : undefined;
}

/** Records that a migration begins. Resolves to the row's id. */
export async function recordStart(client: Client, { name, sql }: Migration): Promise<string> {
  const id = randomUUID();
  await client.query('INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)', [
    id,
    checksumOf(sql),
    name,
  ]);
  return id;
}

export async function recordSuccess(client: Client, id: string): Promise<void> {
  await client.query(
    'UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = applied_steps_count + 1 WHERE id = $1',
    [id],
  );
}

/** Nothing is left of it, and there is nothing to repair: the next start begins it again. */
export async function recordUndone(client: Client, id: string, logs: string): Promise<void> {
  await client.query('UPDATE _prisma_migrations SET logs = $2, rolled_back_at = now() WHERE id = $1', [
    id,
    logs,
  ]);
}

/** Leaves the row unfinished, with the reason: the state that `prisma migrate resolve` repairs. */
export async function recordFailure(client: Client, id: string, logs: string): Promise<void> {
  await client.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, logs]);
}
