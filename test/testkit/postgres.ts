import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';
import { asSuperuser, type ServerAddress } from '#prisma/embedded/admin-connection.ts';
import { ensureDatabase, urlsOf, type DatabaseUrls } from '#prisma/embedded/database-roles.ts';
import type { ClusterSecret } from '#prisma/embedded/cluster-secret.ts';
import { grantRuntime } from '#prisma/tool/grant-runtime.ts';
import { applyMigrations } from '#prisma/tool/migrate.ts';
import { checksumOf, readMigrations } from '#prisma/tool/migration-folder.ts';

/** The environment variable that carries the test server's address from globalSetup to the workers. */
export const TEST_POSTGRES = 'AGENT_NETWORK_TEST_POSTGRES';

export interface TestDatabase extends DatabaseUrls {
  /** Name of the runtime role in `runtimeUrl`. */
  readonly runtimeRole: string;
  /** Removes the database, ending whatever is still connected to it. */
  drop(): Promise<void>;
}

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/**
 * A fresh database on the test server, with the migrations of a folder (relative to the project) applied and the
 * runtime role granted; an empty one without a folder. Cheap after the first: it is a copy of a template.
 */
export async function createTestDatabase({
  migrations,
}: { migrations?: string } = {}): Promise<TestDatabase> {
  const server = testServer();
  const directory = migrations === undefined ? undefined : path.resolve(projectRoot, migrations);
  const name = `test_${randomBytes(8).toString('hex')}`;
  const template = await asSuperuser(server, async (client) => {
    const made = await ensureTemplate(server, client, directory);
    // Copied as files: cheaper than through the log, on a server that need not wait for its disk.
    await client.query(
      `CREATE DATABASE ${name} TEMPLATE ${made.name} OWNER ${made.name}_owner STRATEGY FILE_COPY`,
    );
    // The rights on a database itself are not copied.
    await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
    await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${made.name}_app`);
    return made;
  });
  const moved = (url: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).href;
  return {
    ownerUrl: moved(template.ownerUrl),
    runtimeUrl: moved(template.runtimeUrl),
    runtimeRole: `${template.name}_app`,
    drop: () => dropDatabase(server, name),
  };
}

/** An empty database whose owner and runtime role are those of another one. */
export async function createEmptyBeside(other: TestDatabase): Promise<TestDatabase> {
  const server = testServer();
  const name = `test_${randomBytes(8).toString('hex')}`;
  const owner = decodeURIComponent(new URL(other.ownerUrl).username);
  await asSuperuser(server, async (client) => {
    await client.query(`CREATE DATABASE ${name} OWNER ${owner}`);
    await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
  });
  const moved = (url: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).href;
  return {
    ownerUrl: moved(other.ownerUrl),
    runtimeUrl: moved(other.runtimeUrl),
    runtimeRole: other.runtimeRole,
    drop: () => dropDatabase(server, name),
  };
}

/** Puts a database in another one's place, as if the programs' addresses had been changed; the other is no more. */
export async function putInPlaceOf(old: TestDatabase, fresh: TestDatabase): Promise<void> {
  const [gone, name] = [old, fresh].map(({ ownerUrl }) => new URL(ownerUrl).pathname.slice(1));
  await old.drop();
  await asSuperuser(testServer(), (client) => client.query(`ALTER DATABASE ${name} RENAME TO ${gone}`));
}

async function dropDatabase(server: ServerAddress, name: string): Promise<void> {
  await asSuperuser(server, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
}

function testServer(): ServerAddress {
  const url = process.env[TEST_POSTGRES];
  if (!url)
    throw new Error(
      'There is no test server: jest.config.ts must name test/testkit/postgres-setup.mjs as globalSetup.',
    );
  const { port, password } = new URL(url);
  return { port: Number(port), password };
}

/** Any number that no program of ours uses as a lock. */
const TEMPLATE_LOCK = 72_707_371;

/** Made once per server and content of the folder; other workers wait for the one that makes it. */
async function ensureTemplate(
  server: ServerAddress,
  client: Client,
  directory?: string,
): Promise<DatabaseUrls & { name: string }> {
  const migrations = directory === undefined ? [] : await readMigrations(directory);
  const name = `template_${checksumOf(JSON.stringify([directory, migrations])).slice(0, 16)}`;
  const secret = { passwordOf: passwordOf(server) };
  const isThere = async () =>
    (await client.query('SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate', [name])).rowCount;
  if (!(await isThere())) {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    if (!(await isThere())) await makeTemplate(server, client, { name, secret, directory });
    await client.query('SELECT pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
  return { ...urlsOf(server, secret, name), name };
}

async function makeTemplate(
  server: ServerAddress,
  client: Client,
  { name, secret, directory }: { name: string; secret: ClusterSecret; directory: string | undefined },
): Promise<void> {
  const { ownerUrl } = await ensureDatabase(server, secret, name);
  if (directory !== undefined) {
    await applyMigrations({ url: ownerUrl, directory });
    await grantRuntime({ url: ownerUrl, role: `${name}_app` });
  }
  await client.query(`ALTER DATABASE ${name} IS_TEMPLATE true`);
}

/** The same in every worker, so that each can use the roles another has made. */
function passwordOf(server: ServerAddress): (role: string) => string {
  return (role) => createHash('sha256').update(`${server.password} ${role}`).digest('hex');
}
