import type { Client } from 'pg';
import { asSuperuser, type ServerAddress } from './admin-connection.ts';
import type { ClusterSecret } from './cluster-secret.ts';
import { EmbeddedPostgresError } from './embedded-error.ts';

/** Connection strings of one database, each with its password. */
export interface DatabaseUrls {
  /** The role that owns the database and runs migrations. */
  readonly ownerUrl: string;
  /** The role of the running program: not the owner, no superuser, bound by row-level security. */
  readonly runtimeUrl: string;
}

/** Any number that is ours alone, so that two launchers do not create the same role at once. */
const ADVISORY_LOCK = 72_707_370;

/** Creates a database with its two roles, as far as they are missing. Rejects with `INVALID_NAME`. */
export async function ensureDatabase(
  server: ServerAddress,
  secret: ClusterSecret,
  name: string,
): Promise<DatabaseUrls> {
  if (!/^[a-z][a-z0-9_]{0,50}$/.test(name)) {
    const message = `"${name}" cannot name a database: use lower-case letters, digits and "_", at most 51.`;
    throw new EmbeddedPostgresError('INVALID_NAME', message);
  }
  const owner = `${name}_owner`;
  const app = `${name}_app`;
  await asSuperuser(server, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    for (const role of [owner, app]) await ensureRole(client, role, secret.passwordOf(role));
    await createMissingDatabase(client, name, owner);
    // By default every role of a server may connect to every database.
    await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
    await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${app}`);
  });
  return urlsOf(server, secret, name);
}

/** Where a database that `ensureDatabase` made is reached. */
export function urlsOf({ port }: ServerAddress, secret: ClusterSecret, name: string): DatabaseUrls {
  const url = (role: string): string =>
    `postgresql://${role}:${secret.passwordOf(role)}@127.0.0.1:${port}/${name}?sslmode=disable`;
  return { ownerUrl: url(`${name}_owner`), runtimeUrl: url(`${name}_app`) };
}

async function ensureRole(client: Client, role: string, password: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  if (rowCount) return;
  const rights = 'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS';
  await client.query(`CREATE ROLE ${role} ${rights} PASSWORD ${client.escapeLiteral(password)}`);
}

async function createMissingDatabase(client: Client, name: string, owner: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  if (!rowCount) await client.query(`CREATE DATABASE ${name} OWNER ${owner}`);
}
