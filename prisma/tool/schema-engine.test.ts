import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '#test/testkit/postgres.ts';
import { applyMigrations } from './migrate.ts';
import { readMigrations } from './migration-folder.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const directory = here('fixtures/notes/migrations');

/** Says one thing to the engine, as the CLI does, and resolves to its answer. */
async function ask(url: string, method: string, params: unknown): Promise<unknown> {
  const args = ['--datasource', JSON.stringify({ url })];
  const engine = spawn(here('schema-engine.mjs'), args, { env: { ...process.env, NODE_OPTIONS: '' } });
  engine.stdin.end(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })}\n`);
  for await (const line of createInterface({ input: engine.stdout })) return JSON.parse(line);
  throw new Error('The engine ended without an answer.');
}

describe('the schema engine', () => {
  // The step of `prisma migrate dev` that the CLI takes in an interactive terminal only.
  it('says what a new migration would lose, right after others were applied', async () => {
    const database = await createTestDatabase();
    await applyMigrations({ url: database.ownerUrl, directory });
    const migrationDirectories = (await readMigrations(directory)).map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    }));
    const lockfile = { path: 'migration_lock.toml', content: 'provider = "postgresql"' };
    const schema =
      'datasource db {\n provider = "postgresql"\n}\nmodel note {\n id BigInt @id @default(autoincrement())\n}\n';
    const answer = await ask(database.ownerUrl, 'evaluateDataLoss', {
      migrationsList: { baseDir: directory, lockfile, migrationDirectories, shadowDbInitScript: '' },
      schema: { files: [{ path: 'schema.prisma', content: schema }] },
      filters: { externalTables: [], externalEnums: [] },
    });
    expect(answer).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: { migrationSteps: 1, unexecutableSteps: [], warnings: [] },
    });
    await database.drop();
  }, 60_000);

  it('answers what it does not know, and what fails, with an error that the CLI shows', async () => {
    const nowhere = 'postgresql://nobody:x@127.0.0.1:1/gone';
    const error = {
      code: 4466,
      data: { is_panic: false, message: expect.stringMatching(/reach|127\.0\.0\.1/) },
    };
    expect(await ask(nowhere, 'devDiagnostic', {})).toMatchObject({ id: 1, error });
  }, 60_000);
});
