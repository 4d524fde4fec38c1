import { readFileSync } from 'node:fs';
import pg from 'pg';

/** Runs SQL. Values go as parameters, never into the text. */
export interface Sql {
  <Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** Nimbus's database. */
export interface Database {
  readonly sql: Sql;
  /** All of the work or nothing of it. */
  atOnce<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const TABLES = new URL('./tables.sql', import.meta.url);
/** Any number that no other program uses as a lock on this database. */
const TABLES_LOCK = 72_707_380;

/** Makes the tables that are not there yet, and lets the role that serves requests use them. */
export async function prepareTables(ownerUrl: string, runtimeUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [TABLES_LOCK]);
    await client.query(readFileSync(TABLES, 'utf8'));
    const role = client.escapeIdentifier(decodeURIComponent(new URL(runtimeUrl).username));
    await client.query(`GRANT USAGE ON SCHEMA nimbus TO ${role};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA nimbus TO ${role};
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA nimbus TO ${role}`);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

/** Opens the database. Connections are made when they are needed. */
export function openDatabase(url: string, onFault: (error: unknown) => void = () => undefined): Database {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  // A connection that dies while nobody uses it: the next query gets another one.
  pool.on('error', onFault);
  const sql: Sql = async <Row>(text: string, values: readonly unknown[] = []) =>
    (await pool.query(text, [...values])).rows as Row[];
  return {
    sql,
    atOnce: (work) => transaction(pool, work),
    close: () => pool.end(),
  };
}

async function transaction<T>(pool: pg.Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query('BEGIN');
    const sql: Sql = async <Row>(text: string, values: readonly unknown[] = []) =>
      (await client.query(text, [...values])).rows as Row[];
    const result = await work(sql).catch(async (error: unknown) => {
      await client.query('ROLLBACK');
      broken = false;
      throw error;
    });
    await client.query('COMMIT');
    broken = false;
    return result;
  } finally {
    client.release(broken);
  }
}
