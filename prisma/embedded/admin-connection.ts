import pg from 'pg';

/** The role that initdb creates. Only this folder uses it. */
export const SUPERUSER = 'postgres';

export interface ServerAddress {
  readonly port: number;
  readonly password: string;
}

/** Runs some work as the superuser, on a connection of its own. Rejects with the driver's error. */
export async function asSuperuser<T>(
  { port, password }: ServerAddress,
  work: (client: pg.Client) => Promise<T>,
  database = 'postgres',
): Promise<T> {
  // Everything is said explicitly: PG* variables of the surroundings must not lead elsewhere.
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: SUPERUSER,
    password,
    database,
    ssl: false,
    connectionTimeoutMillis: 5_000,
    application_name: 'agent-network launcher',
  });
  // A server that stops meanwhile ends the running query with an error; the event needs no second report.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
