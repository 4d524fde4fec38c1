/**
 * Copies messages and events into their parts while the programs run, so that the migration to parts has little left to
 * do: `MIGRATION_DATABASE_URL=… node --import tsx prisma/shared/partition-ahead.ts`. For databases in which that
 * migration would hold up writers for too long; see docs/scale.md. Ended at any point it can be run again.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { withClient } from '../tool/migrate.ts';
import { migrationDatabase } from '../tool/prisma-settings.ts';

export interface PartitionAheadOptions {
  /** Connection string of the role that owns the tables. */
  readonly url: string;
  /** How many sequences of a team are copied at once, while its writers wait; 5,000 unless told. */
  readonly window?: number;
  readonly log?: (line: string) => void;
}

const MIGRATION = new URL('./migrations/20261130100000_partitions_by_team/migration.sql', import.meta.url);
const SECOND_PART = '\n-- The second part.';
const TABLES = ['messages', 'team_events'] as const;

/**
 * What changes while rows are copied goes to the parts too. A change of a row that is not there yet is copied with it;
 * so is a new row of a team that is not copied to its end. The team's lock, which copying takes, keeps the two apart.
 */
const KEEP_UP = `
CREATE OR REPLACE FUNCTION copy_to_parts() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  operator text := COALESCE(current_setting('app.operator', true), '');
  team text := CASE WHEN TG_OP = 'DELETE' THEN OLD.team_id ELSE NEW.team_id END;
  parts text := TG_TABLE_NAME || '_partitioned';
  names text;
  given text;
BEGIN
  PERFORM set_config('app.operator', 'maintenance', true);
  PERFORM FROM teams WHERE id = team FOR NO KEY UPDATE;
  SELECT string_agg(quote_ident(attname), ', '), string_agg('($1).' || quote_ident(attname), ', ') INTO names, given
    FROM pg_attribute WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
  IF TG_OP = 'DELETE' THEN
    EXECUTE format('DELETE FROM %I WHERE id = ($1).id AND team_id = ($1).team_id', parts) USING OLD;
  ELSIF TG_OP = 'UPDATE' THEN
    EXECUTE format('UPDATE %I SET (%s) = ROW(%s) WHERE id = ($1).id AND team_id = ($1).team_id', parts, names, given) USING NEW;
  ELSIF EXISTS (SELECT FROM partitioned_teams WHERE team_id = team) THEN
    EXECUTE format('INSERT INTO %I (%s) VALUES (%s)', parts, names, given) USING NEW;
  END IF;
  PERFORM set_config('app.operator', operator, true);
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER copy_to_parts AFTER INSERT OR UPDATE OR DELETE ON messages
  FOR EACH ROW EXECUTE FUNCTION copy_to_parts();
CREATE OR REPLACE TRIGGER copy_to_parts AFTER INSERT OR UPDATE OR DELETE ON team_events
  FOR EACH ROW EXECUTE FUNCTION copy_to_parts();`;

/** Resolves to how many teams were copied; 0 where the migration is done, or everything was copied before. */
export async function partitionAhead(options: PartitionAheadOptions): Promise<number> {
  const { url, window = 5_000, log = () => undefined } = options;
  return withClient(url, async (client) => {
    if (await isPartitioned(client)) return 0;
    await client.query(`BEGIN; ${await firstPart()}; ${KEEP_UP} COMMIT`);
    await client.query(`SELECT set_config('app.operator', 'maintenance', false)`);
    const { rows } = await client.query<{ id: string }>(
      'SELECT id FROM teams WHERE id NOT IN (SELECT team_id FROM partitioned_teams) ORDER BY id',
    );
    for (const [index, { id }] of rows.entries()) {
      await copyTeam(client, id, window);
      log(`${String(index + 1)} of ${String(rows.length)} teams are copied.`);
    }
    return rows.length;
  });
}

async function isPartitioned(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_class WHERE oid = to_regclass('messages') AND relkind = 'p'`,
  );
  return rowCount === 1;
}

async function firstPart(): Promise<string> {
  const sql = await readFile(MIGRATION, 'utf8');
  const end = sql.indexOf(SECOND_PART);
  if (end < 0) throw new Error('The migration does not say where its second part begins.');
  return sql.slice(0, end);
}

/** By sequence, so that what a message answers is there before it. */
async function copyTeam(client: pg.Client, team: string, window: number): Promise<void> {
  for (let done = false; !done;) {
    await client.query('BEGIN');
    try {
      done = await copyWindow(client, team, window);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    }
  }
}

/** The next sequences of the team, under its lock; whether it is copied to its end. */
async function copyWindow(client: pg.Client, team: string, window: number): Promise<boolean> {
  const locked = await client.query<{ last: number }>(
    'SELECT last_sequence AS last FROM teams WHERE id = $1 FOR NO KEY UPDATE',
    [team],
  );
  const copied = await client.query<{ after: number }>(
    'SELECT COALESCE(max(sequence), 0) AS after FROM team_events_partitioned WHERE team_id = $1',
    [team],
  );
  const [after = 0, last = 0] = [copied.rows[0]?.after, locked.rows[0]?.last];
  for (const table of TABLES) await copyRows(client, table, [team, after, after + window]);
  const done = after + window >= last;
  if (done) await client.query('INSERT INTO partitioned_teams VALUES ($1)', [team]);
  return done;
}

async function copyRows(
  client: pg.Client,
  table: string,
  range: readonly [string, number, number],
): Promise<void> {
  const { rows } = await client.query<{ names: string }>(
    `SELECT string_agg(quote_ident(attname), ', ') AS names FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
    [table],
  );
  const names = rows[0]?.names ?? '';
  const within = 'team_id = $1 AND sequence > $2 AND sequence <= $3';
  await client.query(
    `INSERT INTO ${table}_partitioned (${names}) SELECT ${names} FROM ${table} WHERE ${within} ORDER BY sequence`,
    [...range],
  );
  const sum = (of: string) =>
    `(SELECT (count(*), bit_xor(hashtextextended(w::text, 0)))::text FROM ${of} AS w WHERE ${within})`;
  const compared = await client.query<{ alike: boolean }>(
    `SELECT ${sum(table)} = ${sum(`${table}_partitioned`)} AS alike`,
    [...range],
  );
  if (compared.rows[0]?.alike !== true)
    throw new Error(`What was copied of ${table} of the team ${range[0]} differs.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const url = migrationDatabase().datasource?.url;
  if (!url)
    throw new Error('Set MIGRATION_DATABASE_URL to the database, with the role that owns its tables.');
  const count = await partitionAhead({ url, log: (line) => process.stdout.write(`${line}\n`) });
  process.stdout.write(`${String(count)} teams were copied. Now apply the migrations.\n`);
}
