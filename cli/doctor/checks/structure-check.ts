import { randomUUID } from 'node:crypto';
import pg, { type Client } from 'pg';
import { readMigrations } from '#prisma/tool/migration-folder.ts';
import { withClient } from '#prisma/tool/migrate.ts';
import { problem, warning, type Check, type Finding } from '../finding.ts';
import { listed } from './database-checks.ts';

/** Everything of a schema that a hand could change, one line for each: what it is, and how it is. */
const STRUCTURE = `
  SELECT format('column %s.%s', c.relname, a.attname) AS name,
    concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated, pg_get_expr(d.adbin, d.adrelid)) AS what
  FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relnamespace = $1::text::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname <> '_prisma_migrations'
  UNION ALL SELECT format('row-level security of %s', c.relname), concat_ws(' ', c.relrowsecurity, c.relforcerowsecurity)
  FROM pg_class AS c WHERE c.relnamespace = $1::text::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> '_prisma_migrations'
  UNION ALL SELECT format('constraint %s of %s', n.conname, c.relname), pg_get_constraintdef(n.oid)
  FROM pg_constraint AS n JOIN pg_class AS c ON c.oid = n.conrelid
  WHERE c.relnamespace = $1::text::regnamespace AND n.contype <> 'n' AND n.conparentid = 0 AND NOT c.relispartition
    AND c.relname <> '_prisma_migrations'
  UNION ALL SELECT format('index %s', i.relname), replace(pg_get_indexdef(i.oid), quote_ident($1::text) || '.', '')
  FROM pg_index AS x JOIN pg_class AS i ON i.oid = x.indexrelid JOIN pg_class AS c ON c.oid = x.indrelid
  WHERE c.relnamespace = $1::text::regnamespace AND NOT c.relispartition AND c.relname <> '_prisma_migrations'
  UNION ALL SELECT format('policy "%s" of %s', p.polname, c.relname),
    concat_ws(' ', p.polcmd, p.polpermissive, p.polroles = '{0}', pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid))
  FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid WHERE c.relnamespace = $1::text::regnamespace
  UNION ALL SELECT format('trigger %s of %s', t.tgname, c.relname), replace(pg_get_triggerdef(t.oid), quote_ident($1::text) || '.', '')
  FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
  WHERE c.relnamespace = $1::text::regnamespace AND NOT t.tgisinternal AND t.tgparentid = 0
  UNION ALL SELECT format('function %s', p.proname), replace(pg_get_functiondef(p.oid), quote_ident($1::text) || '.', '')
  FROM pg_proc AS p WHERE p.pronamespace = $1::text::regnamespace AND p.prokind IN ('f', 'p')
  UNION ALL SELECT format('type %s', t.typname), (SELECT string_agg(e.enumlabel, ' ' ORDER BY e.enumsortorder) FROM pg_enum AS e WHERE e.enumtypid = t.oid)
  FROM pg_type AS t WHERE t.typnamespace = $1::text::regnamespace AND t.typtype = 'e'`;

/**
 * Compares the database's structure with what its migrations make. They are run in a schema of their own, in a
 * transaction that is rolled back: no table of the program's is locked, and nothing stays.
 */
export function structureCheck({
  migrationDatabaseUrl,
  directory,
}: {
  readonly migrationDatabaseUrl: string;
  readonly directory: string;
}): Check {
  return {
    name: 'structure',
    run: () =>
      withClient(migrationDatabaseUrl, async (client) => {
        const schema = `doctor_${randomUUID().replaceAll('-', '')}`;
        await client.query('BEGIN');
        try {
          await client.query(`CREATE SCHEMA ${schema}`);
          await client.query(`SET LOCAL search_path TO ${schema}`);
          for (const { sql } of await readMigrations(directory)) await client.query(sql);
          return differences(await structureOf(client, schema), await structureOf(client, 'public'));
        } catch (error) {
          if (error instanceof pg.DatabaseError && error.code === INSUFFICIENT_PRIVILEGE)
            return [
              warning('STRUCTURE_NOT_COMPARED', 'The owning role may not make the schema to compare with.'),
            ];
          throw error;
        } finally {
          await client.query('ROLLBACK');
        }
      }),
  };
}

const INSUFFICIENT_PRIVILEGE = '42501';

async function structureOf(client: Client, schema: string): Promise<ReadonlyMap<string, string>> {
  // Names are written without a schema where it is the one that is searched.
  await client.query(`SET LOCAL search_path TO ${schema}`);
  const { rows } = await client.query<{ name: string; what: string | null }>(STRUCTURE, [schema]);
  return new Map(rows.map(({ name, what }) => [name, what ?? '']));
}

function differences(expected: ReadonlyMap<string, string>, found: ReadonlyMap<string, string>): Finding[] {
  const names = [...new Set([...expected.keys(), ...found.keys()])].sort();
  const other = names
    .filter((name) => expected.get(name) !== found.get(name))
    .map((name) => wordOf(name, expected, found));
  return other.length === 0
    ? []
    : [problem('STRUCTURE_DIFFERS', `Not as the migrations make it: ${listed(other)}.`)];
}

function wordOf(
  name: string,
  expected: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
): string {
  if (!found.has(name)) return `${name} (missing)`;
  return expected.has(name) ? `${name} (altered)` : `${name} (added)`;
}
