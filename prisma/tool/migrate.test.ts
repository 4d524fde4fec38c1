import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '#test/testkit/postgres.ts';
import { grantRuntime } from './grant-runtime.ts';
import { applyMigrations, withClient } from './migrate.ts';

const fixture = fileURLToPath(new URL('fixtures/notes/migrations', import.meta.url));
const FIRST = '20260101000000_note';
const SECOND = '20260102000000_author';

let folder: string;
let database: TestDatabase;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'migrate-'));
  await cp(fixture, folder, { recursive: true });
  database = await createTestDatabase();
});

afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

const migrate = () => applyMigrations({ url: database.ownerUrl, directory: folder });

async function rowsOf(sql: string, url = database.ownerUrl): Promise<unknown[]> {
  return withClient(url, async (client) => (await client.query<Record<string, unknown>>(sql)).rows);
}

async function writeMigration(name: string, sql: string): Promise<void> {
  await mkdir(path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, name, 'migration.sql'), sql);
}

describe('applyMigrations', () => {
  it('applies every migration in order, once', async () => {
    const lines: string[] = [];
    const log = (line: string): void => void lines.push(line);
    const first = await applyMigrations({ url: database.ownerUrl, directory: folder, log });
    expect(first).toEqual({ applied: [FIRST, SECOND], already: [] });
    expect(lines).toEqual([`Applying migration ${FIRST}`, `Applying migration ${SECOND}`]);
    expect(await migrate()).toEqual({ applied: [], already: [FIRST, SECOND] });
    expect(
      await rowsOf(
        'SELECT migration_name, applied_steps_count, finished_at >= started_at AS done, logs, rolled_back_at FROM _prisma_migrations ORDER BY 1',
      ),
    ).toEqual([
      { migration_name: FIRST, applied_steps_count: 1, done: true, logs: null, rolled_back_at: null },
      { migration_name: SECOND, applied_steps_count: 1, done: true, logs: null, rolled_back_at: null },
    ]);
  });

  it('keeps another folder in a schema of its own, with a ledger of its own', async () => {
    await migrate();
    const schema = 'odd "realm"';
    const apart = () => applyMigrations({ url: database.ownerUrl, directory: folder, schema });
    expect(await apart()).toEqual({ applied: [FIRST, SECOND], already: [] });
    expect(await apart()).toEqual({ applied: [], already: [FIRST, SECOND] });
    await grantRuntime({ url: database.ownerUrl, role: database.runtimeRole, schema });
    const inSchema = (table: string) => rowsOf(`SELECT * FROM "odd ""realm""".${table}`, database.runtimeUrl);
    expect(await inSchema('note')).toEqual([]);
    await expect(inSchema('_prisma_migrations')).rejects.toThrow('permission denied');
  });

  it('lets one of several callers apply, and the others find nothing to do', async () => {
    await writeMigration('20260103000000_slow', 'SELECT pg_sleep(0.3); CREATE TABLE slow (id INT);');
    const answers = await Promise.all([migrate(), migrate(), migrate()]);
    expect(answers.map(({ applied }) => applied.length).sort()).toEqual([0, 0, 3]);
    expect(await rowsOf('SELECT 1 FROM _prisma_migrations')).toHaveLength(3);
  });

  it('applies only what a later version adds', async () => {
    await migrate();
    await writeMigration('20260103000000_more', 'CREATE TABLE more (id INT);');
    expect(await migrate()).toEqual({ applied: ['20260103000000_more'], already: [FIRST, SECOND] });
  });

  it('accepts a checkout with other line ends', async () => {
    await writeMigration('20260103000000_lines', 'CREATE TABLE a (id INT);\nCREATE TABLE b (id INT);\n');
    await migrate();
    await writeMigration('20260103000000_lines', 'CREATE TABLE a (id INT);\r\nCREATE TABLE b (id INT);\r\n');
    expect((await migrate()).applied).toEqual([]);
  });

  it('refuses a migration that was edited afterwards', async () => {
    await migrate();
    await writeMigration(SECOND, 'SELECT 1;');
    await expect(migrate()).rejects.toMatchObject({ code: 'MIGRATION_EDITED', migration: SECOND });
  });

  it('refuses a database of a newer version', async () => {
    await migrate();
    await rm(path.join(folder, SECOND), { recursive: true });
    await expect(migrate()).rejects.toMatchObject({ code: 'MIGRATION_MISSING', migration: SECOND });
  });

  it('records a failure with its reason, leaves nothing of it, and goes no further', async () => {
    await writeMigration('20260103000000_bad', 'CREATE TABLE half (id INT); CREATE TABLE note (id INT);');
    await writeMigration('20260104000000_next', 'CREATE TABLE next (id INT);');
    await expect(migrate()).rejects.toMatchObject({
      code: 'MIGRATION_SQL_FAILED',
      migration: '20260103000000_bad',
    });
    const failed = await rowsOf(
      'SELECT applied_steps_count, logs FROM _prisma_migrations WHERE finished_at IS NULL',
    );
    expect(failed).toEqual([
      { applied_steps_count: 0, logs: expect.stringContaining('relation "note" already exists') },
    ]);
    expect(await rowsOf("SELECT to_regclass('half') AS half, to_regclass('next') AS next")).toEqual([
      { half: null, next: null },
    ]);
    await expect(migrate()).rejects.toMatchObject({
      code: 'MIGRATION_FAILED_EARLIER',
      migration: '20260103000000_bad',
    });
  });

  it('goes on once a failed migration is marked as rolled back', async () => {
    await writeMigration('20260103000000_bad', 'SELECT no_such_column;');
    await expect(migrate()).rejects.toMatchObject({ code: 'MIGRATION_SQL_FAILED' });
    await rowsOf('UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL');
    await writeMigration('20260103000000_bad', 'CREATE TABLE good (id INT);');
    expect((await migrate()).applied).toEqual(['20260103000000_bad']);
  });

  it('undoes a script that fails inside a transaction of its own', async () => {
    await writeMigration(
      '20260103000000_bad',
      'BEGIN; CREATE TABLE half (id INT); SELECT no_such_column; COMMIT;',
    );
    await expect(migrate()).rejects.toMatchObject({ code: 'MIGRATION_SQL_FAILED' });
    expect(await rowsOf("SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
  });

  it('says which database it cannot reach', async () => {
    const nowhere = applyMigrations({ url: 'postgresql://u:secret@127.0.0.1:1/gone', directory: folder });
    await expect(nowhere).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message: expect.stringMatching(/gone at 127\.0\.0\.1:1: .*ECONNREFUSED/),
    });
    await expect(nowhere).rejects.not.toMatchObject({ message: expect.stringContaining('secret') });
    const url = Object.assign(new URL(database.ownerUrl), { password: 'wrong' }).href;
    await expect(applyMigrations({ url, directory: folder })).rejects.toMatchObject({
      code: 'DATABASE_REFUSED',
    });
  });

  it('refuses a folder that is not one of migrations', async () => {
    await mkdir(path.join(folder, '20260103000000_empty'));
    await expect(migrate()).rejects.toMatchObject({ code: 'MIGRATIONS_UNREADABLE' });
  });
});

describe('beside programs that go on', () => {
  const GROWS = '20260103000000_grows';
  const hasGrown = async () =>
    (await rowsOf("SELECT 1 FROM information_schema.columns WHERE column_name = 'grown'")).length;
  /** A transaction of a program, open until it is told to end. */
  const holding = (work: (client: Client) => Promise<void>) =>
    withClient(database.ownerUrl, async (client) => {
      await client.query('BEGIN; SELECT 1 FROM note');
      await work(client);
      await client.query('COMMIT');
    });

  beforeEach(migrate);

  it('waits for a table without holding up those who come after, and has it when it is free', async () => {
    await writeMigration(GROWS, 'ALTER TABLE note ADD COLUMN grown TEXT');
    let migrating: ReturnType<typeof migrate> | undefined;
    await holding(async () => {
      migrating = migrate();
      // Behind a script that waited on, nobody would read the table before the transaction ends.
      for (let n = 0; n < 5; n += 1)
        await rowsOf('SELECT pg_sleep(0.1) FROM (SELECT count(*) FROM note) AS n');
      expect(await hasGrown()).toBe(0);
    });
    expect((await migrating)?.applied).toEqual([GROWS]);
    expect(await hasGrown()).toBe(1);
  });

  it('lets go of what it holds, rather than let a program die that waits for it', async () => {
    await rowsOf('CREATE TABLE other (id INT)');
    await writeMigration(
      GROWS,
      `ALTER TABLE other ADD COLUMN grown TEXT; SELECT pg_sleep(0.4); ALTER TABLE note ADD COLUMN grown TEXT`,
    );
    let migrating: ReturnType<typeof migrate> | undefined;
    await holding(async (client) => {
      migrating = migrate();
      await until(async () => (await rowsOf(HELD)).length > 0);
      // It waits for the script, and the script is about to wait for it.
      await client.query('SELECT 1 FROM other');
    });
    expect((await migrating)?.applied).toEqual([GROWS]);
    expect(await hasGrown()).toBe(2);
  });

  it('gives up after a while: nothing is done, nothing is to be repaired', async () => {
    await writeMigration(GROWS, 'CREATE TABLE half (id INT); ALTER TABLE note ADD COLUMN grown TEXT');
    const patience = { tableMs: 50, pauseMs: 10, allMs: 200 };
    await holding(async () => {
      const hasty = applyMigrations({ url: database.ownerUrl, directory: folder, patience });
      await expect(hasty).rejects.toMatchObject({ code: 'MIGRATION_LOCKED', migration: GROWS });
    });
    expect(await rowsOf("SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
    expect((await migrate()).applied).toEqual([GROWS]);
  });

  it('does what commits by itself once, and waits for its tables', async () => {
    await writeMigration(GROWS, 'CREATE TABLE once (id INT); COMMIT; ALTER TABLE note ADD COLUMN grown TEXT');
    let migrating: ReturnType<typeof migrate> | undefined;
    await holding(async () => {
      migrating = migrate();
      await rowsOf('SELECT pg_sleep(0.5)');
    });
    expect((await migrating)?.applied).toEqual([GROWS]);
  });
});

/** Of the table that the script takes first. */
const HELD = `SELECT 1 FROM pg_locks WHERE relation = 'other'::regclass AND mode = 'AccessExclusiveLock' AND granted`;

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('grantRuntime', () => {
  it('lets the runtime role read and write rows, and nothing else', async () => {
    await migrate();
    await grantRuntime({ url: database.ownerUrl, role: database.runtimeRole });
    await grantRuntime({ url: database.ownerUrl, role: database.runtimeRole });
    const asRuntime = (sql: string) => rowsOf(sql, database.runtimeUrl);
    expect(await asRuntime("INSERT INTO note (body) VALUES ('  hello ') RETURNING body")).toEqual([
      { body: 'hello' },
    ]);
    await asRuntime("UPDATE note SET body = 'bye'");
    await asRuntime('DELETE FROM note');
    for (const sql of [
      'SELECT * FROM _prisma_migrations',
      'DROP TABLE note',
      'CREATE TABLE mine (id INT)',
      'TRUNCATE note',
    ]) {
      await expect(asRuntime(sql)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('is done by several replicas that start at once', async () => {
    await migrate();
    const grant = () => grantRuntime({ url: database.ownerUrl, role: database.runtimeRole });
    await Promise.all(Array.from({ length: 6 }, grant));
    expect(await rowsOf('SELECT count(*)::int AS n FROM note', database.runtimeUrl)).toEqual([{ n: 0 }]);
  });

  it('covers the tables of later migrations', async () => {
    await migrate();
    await grantRuntime({ url: database.ownerUrl, role: database.runtimeRole });
    await writeMigration('20260103000000_more', 'CREATE TABLE more (id BIGSERIAL, body TEXT);');
    await migrate();
    await rowsOf("INSERT INTO more (body) VALUES ('x')", database.runtimeUrl);
  });
});
