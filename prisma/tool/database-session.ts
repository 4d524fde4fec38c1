import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { knownOids, parserOf } from './column-types.ts';

/** One connection, as the schema engine needs it. */
export interface DatabaseSession {
  query(sql: string, values: unknown[]): Promise<QueryAnswer>;
  /** Runs a text of many statements, function bodies included, without cutting it up. */
  script(sql: string): Promise<void>;
  close(): Promise<void>;
}

export interface QueryAnswer {
  readonly fields: readonly { name: string; dataTypeID: number }[];
  readonly rows: unknown[][];
  readonly affected: number;
}

/** Opens a connection to a server. Rejects with the driver's own error. */
export async function openServerSession(url: string): Promise<DatabaseSession> {
  const client = new pg.Client({
    connectionString: url,
    options: '-c TimeZone=UTC',
    connectionTimeoutMillis: 10_000,
  });
  await client.connect();
  return {
    async query(text, values) {
      const types = { getTypeParser: (oid: number) => parserOf(oid) };
      const answer = await client.query<unknown[]>({ text, values, rowMode: 'array', types });
      return { fields: answer.fields, rows: answer.rows, affected: answer.rowCount ?? 0 };
    },
    async script(sql) {
      await client.query(sql);
    },
    close: () => client.end(),
  };
}

/**
 * Opens an empty database that lives in this process and is gone with it: the shadow database in which migrations are
 * replayed. The database that is being migrated needs no right to create others, and a killed CLI leaves nothing.
 */
export async function openThrowAwaySession(): Promise<DatabaseSession> {
  const database = await PGlite.create();
  await database.exec("SET TimeZone = 'UTC'");
  const parsers = Object.fromEntries(knownOids().map((oid) => [oid, parserOf(oid)]));
  return {
    async query(sql, values) {
      const answer = await database.query<unknown[]>(sql, values, { rowMode: 'array', parsers });
      return { fields: answer.fields, rows: answer.rows, affected: answer.affectedRows ?? 0 };
    },
    async script(sql) {
      await database.exec(sql);
    },
    close: () => database.close(),
  };
}
