import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { withClient } from '#prisma/tool/migrate.ts';
import { createTestDatabase } from '#test/testkit/postgres.ts';
import { createAdapter, poolOptions, statementNames } from './database.ts';

const INSTANT = '2026-03-29T00:30:00.000Z';
const instantArgument = { scalarType: 'datetime', dbType: 'TIMESTAMPTZ', arity: 'scalar' } as const;

/** A database whose sessions are far from UTC, as an operator's server may be. */
async function databaseInAuckland() {
  const database = await createTestDatabase();
  await withClient(database.ownerUrl, async (client) => {
    const { pathname } = new URL(database.ownerUrl);
    await client.query(`ALTER DATABASE ${pathname.slice(1)} SET TimeZone = 'Pacific/Auckland'`);
  });
  return database;
}

describe('createAdapter', () => {
  it('stores the instant it is given, whatever the time zone of the server', async () => {
    const database = await databaseInAuckland();
    const adapter = await createAdapter(database.ownerUrl).connect();
    try {
      await adapter.executeScript('CREATE TABLE moment (at TIMESTAMPTZ(3))');
      await adapter.executeRaw({
        sql: 'INSERT INTO moment VALUES ($1)',
        args: [INSTANT],
        argTypes: [instantArgument],
      });
      const read = await adapter.queryRaw({ sql: 'SELECT at FROM moment', args: [], argTypes: [] });
      expect(read.rows).toEqual([['2026-03-29T00:30:00+00:00']]);
    } finally {
      await adapter.dispose();
    }
    // Asked of the server itself, in its own time zone, and not through the adapter that wrote it.
    const stored = await withClient(database.ownerUrl, async (client) => {
      const { rows } = await client.query<{ epoch: number }>(
        'SELECT extract(epoch FROM at)::float8 AS epoch FROM moment',
      );
      return rows[0]?.epoch;
    });
    expect(stored).toBe(Date.parse(INSTANT) / 1000);
    await database.drop();
  });

  it('keeps UTC and the settings of the session beside options in the connection string', async () => {
    const database = await databaseInAuckland();
    const url = `${database.ownerUrl}&options=-c%20app.origin%3Durl`;
    const pool = new pg.Pool(
      poolOptions(url, { settings: { 'app.tenant': 'a b\\c' }, applicationName: 'notes', max: 1 }),
    );
    try {
      const { rows } = await pool.query<Record<string, string>>(
        `SELECT current_setting('TimeZone') AS zone, current_setting('app.tenant') AS tenant,
                current_setting('app.origin') AS origin, current_setting('application_name') AS name`,
      );
      expect(rows).toEqual([{ zone: 'UTC', tenant: 'a b\\c', origin: 'url', name: 'notes' }]);
    } finally {
      await pool.end();
      await database.drop();
    }
  });

  it('prepares a statement once per connection', async () => {
    const database = await createTestDatabase();
    const adapter = await createAdapter(database.ownerUrl, { max: 1 }).connect();
    try {
      const query = (sql: string) => adapter.queryRaw({ sql, args: [], argTypes: [] });
      await query('SELECT 1 AS one');
      await query('SELECT 1 AS one');
      const { rows } = await query(
        "SELECT count(*)::int FROM pg_prepared_statements WHERE statement = 'SELECT 1 AS one'",
      );
      expect(rows).toEqual([[1]]);
    } finally {
      await adapter.dispose();
      await database.drop();
    }
  });
});

describe('an adapter that judges texts', () => {
  const faultOfText = (text: string) => (text.includes('bad') ? new Refused() : null);
  class Refused extends Error {}
  const query = (sql: string, args: unknown[], scalarType: 'json' | 'string') => ({
    ...{ sql, args },
    argTypes: args.map(() => ({ scalarType, arity: 'scalar' }) as const),
  });

  it('sends none that is refused, as a value, in a list, or in JSON that escapes it; and its transaction goes on', async () => {
    const database = await createTestDatabase();
    const adapter = await createAdapter(database.ownerUrl, { max: 1, faultOfText }).connect();
    const escaping = (text: string) => (text.includes('\0') || /\p{Cs}/u.test(text) ? new Refused() : null);
    const strict = await createAdapter(database.ownerUrl, { max: 1, faultOfText: escaping }).connect();
    try {
      await expect(adapter.queryRaw(query('SELECT $1', ['bad'], 'string'))).rejects.toThrow(Refused);
      await expect(adapter.executeRaw(query('SELECT $1', [['a', 'bad']], 'string'))).rejects.toThrow(Refused);
      for (const value of ['a\0', 'a\ud800', { 'a\0': 1 }, [{ b: '\0' }]])
        await expect(
          strict.queryRaw(query('SELECT $1::jsonb', [JSON.stringify(value)], 'json')),
        ).rejects.toThrow(Refused);
      const said = JSON.stringify('a backslash and u0000: \\u0000');
      const transaction = await strict.startTransaction();
      await expect(transaction.queryRaw(query('SELECT $1', ['\0'], 'string'))).rejects.toThrow(Refused);
      const { rows } = await transaction.queryRaw(query('SELECT $1::jsonb::text', [said], 'json'));
      expect(rows).toEqual([[said]]);
      await transaction.executeRaw({ sql: 'COMMIT', args: [], argTypes: [] });
      await transaction.commit();
    } finally {
      await adapter.dispose();
      await strict.dispose();
      await database.drop();
    }
  });
});

describe('statementNames', () => {
  it('names the first texts, the same one alike, and leaves later ones unprepared', () => {
    const name = statementNames(2);
    const first = name({ sql: 'SELECT 1' });
    expect(first).toMatch(/^[\w-]{43}$/);
    expect(name({ sql: 'SELECT 2' })).not.toBe(first);
    expect(name({ sql: 'SELECT 3' })).toBe('');
    expect(name({ sql: 'SELECT 1' })).toBe(first);
  });
});
