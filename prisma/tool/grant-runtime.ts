import { MIGRATION_LOCK, withClient } from './migrate.ts';

/**
 * Gives the role of the running program what it needs in a schema, `public` unless told, now and for tables to come: to read and write
 * rows. Nothing of Prisma's own table, no change of structure, and no way around row-level security.
 *
 * Call it as the owner, after `applyMigrations`: what a later migration creates is covered, except its `_prisma_migrations`.
 */
export async function grantRuntime({
  url,
  role,
  schema = 'public',
}: {
  url: string;
  role: string;
  schema?: string;
}): Promise<void> {
  await withClient(url, async (client) => {
    const name = client.escapeIdentifier(role);
    const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name');
    const database = client.escapeIdentifier(rows[0]?.name ?? '');
    await client.query('BEGIN');
    // Of replicas that start at once: two that grant the same fail.
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    for (const statement of grants(name, database, client.escapeIdentifier(schema)))
      await client.query(statement);
    const parts = await client.query<{ name: string }>(PARTS, [schema]);
    for (const part of parts.rows) await client.query(`REVOKE ALL ON ${part.name} FROM ${name}`);
    await client.query('COMMIT');
  });
}

/** The parts of partitioned tables. Row-level security of the whole does not bind who asks a part: nobody may. */
const PARTS = `SELECT oid::regclass::text AS name FROM pg_class
  WHERE relispartition AND relkind IN ('r', 'p') AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) ORDER BY 1`;

function grants(role: string, database: string, schema: string): string[] {
  const rows = 'SELECT, INSERT, UPDATE, DELETE';
  return [
    `GRANT CONNECT ON DATABASE ${database} TO ${role}`,
    `GRANT USAGE ON SCHEMA ${schema} TO ${role}`,
    `GRANT ${rows} ON ALL TABLES IN SCHEMA ${schema} TO ${role}`,
    `GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role}`,
    `REVOKE ALL ON ${schema}._prisma_migrations FROM ${role}`,
    `ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT ${rows} ON TABLES TO ${role}`,
    `ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT USAGE, SELECT ON SEQUENCES TO ${role}`,
  ];
}
