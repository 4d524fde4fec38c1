import { execFile } from 'node:child_process';
import { access, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '#test/testkit/postgres.ts';
import { applyMigrations, withClient } from './migrate.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const prismaCli = path.join(
  path.dirname(createRequire(import.meta.url).resolve('prisma/package.json')),
  'build/index.js',
);

/** A project like `prisma/shared`, in a folder of its own. */
let project: string;

beforeEach(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'prisma-cli-'));
  await cp(here('fixtures/notes'), project, { recursive: true });
  const config = `import { migrationDatabase, useLocalSchemaEngine } from ${JSON.stringify(here('prisma-settings.ts'))};
useLocalSchemaEngine();
export default { schema: './schema.prisma', migrations: { path: './migrations' }, ...migrationDatabase() };
`;
  await writeFile(path.join(project, 'prisma.config.ts'), config);
});

afterEach(() => rm(project, { recursive: true }));

interface Ran {
  readonly code: number;
  readonly output: string;
}

function run(script: string, args: string[], env: Record<string, string> = {}): Promise<Ran> {
  const options = {
    cwd: tmpdir(),
    env: { ...process.env, CHECKPOINT_DISABLE: '1', NO_COLOR: '1', NODE_OPTIONS: '', ...env },
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], options, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr });
    });
  });
}

const inProject = (name: string): string => path.join(project, name);

function migrate(args: string[], database?: TestDatabase): Promise<Ran> {
  const env: Record<string, string> = database ? { MIGRATION_DATABASE_URL: database.ownerUrl } : {};
  return run(prismaCli, ['migrate', ...args, '--config', inProject('prisma.config.ts')], env);
}

const drift = () =>
  migrate([
    'diff',
    '--from-migrations',
    inProject('migrations'),
    '--to-schema',
    inProject('schema.prisma'),
    '--exit-code',
  ]);

describe('the Prisma CLI on our schema engine', () => {
  it('finds a database that we migrated up to date', async () => {
    const database = await createTestDatabase();
    await applyMigrations({ url: database.ownerUrl, directory: inProject('migrations') });
    const [status, deploy] = [await migrate(['status'], database), await migrate(['deploy'], database)];
    expect(status).toMatchObject({
      code: 0,
      output: expect.stringContaining('Database schema is up to date!'),
    });
    expect(deploy).toMatchObject({
      code: 0,
      output: expect.stringContaining('No pending migrations to apply.'),
    });
    await database.drop();
  }, 60_000);

  it('leaves a database that we find up to date, with the same ledger', async () => {
    const [theirs, ours] = [await createTestDatabase(), await createTestDatabase()];
    expect(await migrate(['deploy'], theirs)).toMatchObject({ code: 0 });
    await applyMigrations({ url: ours.ownerUrl, directory: inProject('migrations') });
    expect(
      (await applyMigrations({ url: theirs.ownerUrl, directory: inProject('migrations') })).applied,
    ).toEqual([]);
    expect(await ledgerOf(ours)).toEqual(await ledgerOf(theirs));
    await Promise.all([theirs.drop(), ours.drop()]);
  }, 60_000);

  it('repairs a failure that we recorded', async () => {
    const database = await createTestDatabase();
    await writeFile(inProject('migrations/20260102000000_author/migration.sql'), 'SELECT no_such_column;');
    const apply = () => applyMigrations({ url: database.ownerUrl, directory: inProject('migrations') });
    await expect(apply()).rejects.toMatchObject({ code: 'MIGRATION_SQL_FAILED' });
    const deploy = await migrate(['deploy'], database);
    expect(deploy).toMatchObject({ code: 1, output: expect.stringContaining('P3009') });
    expect(await migrate(['resolve', '--rolled-back', '20260102000000_author'], database)).toMatchObject({
      code: 0,
    });
    await writeFile(inProject('migrations/20260102000000_author/migration.sql'), 'SELECT 1;');
    expect((await apply()).applied).toEqual(['20260102000000_author']);
    await database.drop();
  }, 60_000);

  it('says whether migrations and schema agree, without a database', async () => {
    expect(await drift()).toMatchObject({
      code: 0,
      output: expect.stringContaining('No difference detected'),
    });
    const schema = await readFile(inProject('schema.prisma'), 'utf8');
    await writeFile(
      inProject('schema.prisma'),
      schema.replace('author    String?', 'author    String? @unique'),
    );
    expect(await drift()).toMatchObject({ code: 2, output: expect.stringContaining('author') });
  }, 60_000);

  it('says that a database cannot be reached', async () => {
    const gone = { ownerUrl: 'postgresql://nobody:x@127.0.0.1:1/gone' };
    const { code, output } = await run(
      prismaCli,
      ['migrate', 'status', '--config', inProject('prisma.config.ts')],
      {
        MIGRATION_DATABASE_URL: gone.ownerUrl,
      },
    );
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('P1001') });
  }, 60_000);
});

describe('generate.mjs', () => {
  const generate = (...args: string[]) => run(here('generate.mjs'), [...args, project]);

  it('generates quietly, and again only when the schema has changed', async () => {
    expect(await generate('--if-stale')).toEqual({ code: 0, output: '' });
    await access(inProject('client/client.ts'));
    await writeFile(inProject('client/mark'), '');
    await generate('--if-stale');
    await access(inProject('client/mark'));
    await writeFile(inProject('schema.prisma'), `${await readFile(inProject('schema.prisma'), 'utf8')}\n`);
    await generate('--if-stale');
    await expect(access(inProject('client/mark'))).rejects.toThrow('ENOENT');
  }, 60_000);

  it('says what is wrong with a schema, and that one is missing', async () => {
    await writeFile(inProject('schema.prisma'), 'model Broken {');
    expect(await generate()).toMatchObject({ code: 1, output: expect.stringContaining('schema.prisma') });
    await rm(inProject('schema.prisma'));
    expect(await generate()).toMatchObject({
      code: 1,
      output: expect.stringMatching(/there is no .*schema\.prisma/),
    });
  }, 60_000);
});

/** The structure of Prisma's table and what is in it, but for ids and times. */
async function ledgerOf(database: TestDatabase): Promise<unknown> {
  return withClient(database.ownerUrl, async (client) => {
    const columns = await client.query(
      `SELECT column_name, data_type, character_maximum_length, is_nullable, column_default
       FROM information_schema.columns WHERE table_name = '_prisma_migrations' ORDER BY ordinal_position`,
    );
    const rows = await client.query(
      `SELECT migration_name, checksum, applied_steps_count, logs, rolled_back_at, finished_at IS NULL AS unfinished
       FROM _prisma_migrations ORDER BY migration_name`,
    );
    return { columns: columns.rows, rows: rows.rows };
  });
}
