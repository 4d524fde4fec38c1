import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#prisma/embedded/embedded-postgres.ts';
import { grantRuntime } from '#prisma/tool/grant-runtime.ts';
import { applyMigrations, withClient } from '#prisma/tool/migrate.ts';
import { openDatabase, type Database } from '#subgraphs/shared/database.ts';

/** One layout of the same rows. */
export interface Layout {
  readonly name: 'whole' | 'parts';
  readonly database: Database;
  readonly adminUrl: string;
  /** What filling it took, in seconds. */
  readonly filled: number;
}

export interface Layouts {
  readonly serverPid: number;
  readonly layouts: readonly [Layout, Layout];
  stop(): Promise<void>;
}

export interface Amounts {
  readonly messages: number;
  readonly teams: number;
}

export const COMPANIES = 1_000;
export const THREADS = 4;
/** One team in so many has its whole log. */
export const LOGGED = 16;
/** The first message of a team comes after this many events. */
const OPENING = 8;
const MIGRATIONS = fileURLToPath(new URL('../prisma/shared/migrations', import.meta.url));
const PARTITIONS = '20261130100000_partitions_by_team';
const BIG_SERVER = ['shared_buffers=1GB', 'max_wal_size=8GB', 'autovacuum=off', 'work_mem=64MB'];

const numbered = (prefix: string, n: number) => `${prefix}_${String(n).padStart(26, '0')}`;
export const teamOf = (team: number) => numbered('tem', team);
export const threadOf = (team: number, thread: number) => numbered('thr', team * THREADS + thread);
/** A company with a place in the team. */
export const companyOf = (team: number) => `c${String(team % COMPANIES)}`;
export const messageOf = (n: number) => `msg_${n.toString(16).padStart(26, '0')}`;

/** A server of its own with both layouts, each filled by the server itself. `stop` removes all of it. */
export async function startLayouts(amounts: Amounts): Promise<Layouts> {
  const folder = await mkdtemp(path.join(tmpdir(), 'agent-network-partitions-'));
  const server = await startEmbeddedPostgres({ dataDir: path.join(folder, 'data'), settings: BIG_SERVER });
  const stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const migrations = await wholeMigrations(folder);
    const [whole, parts] = await Promise.all([
      openLayout(server, 'whole', migrations, amounts),
      openLayout(server, 'parts', MIGRATIONS, amounts),
    ]);
    const close = () => Promise.all([whole.database.$disconnect(), parts.database.$disconnect()]);
    return { serverPid: server.pid, layouts: [whole, parts], stop: () => close().then(stop) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** All but the one that makes parts: statements want what came after it. */
async function wholeMigrations(folder: string): Promise<string> {
  const whole = path.join(folder, 'migrations');
  for (const name of await readdir(MIGRATIONS))
    if (name !== PARTITIONS)
      await cp(path.join(MIGRATIONS, name), path.join(whole, name), { recursive: true });
  return whole;
}

/** The functions that walk a range of sequences, which the same statements call in both layouts. */
async function addWalks(url: string): Promise<void> {
  const sql = await readFile(path.join(MIGRATIONS, PARTITIONS, 'migration.sql'), 'utf8');
  const walks = sql.slice(
    sql.indexOf('CREATE FUNCTION messages_between'),
    sql.indexOf('-- Autovacuum looks'),
  );
  await withClient(url, (client) => client.query(walks));
}

async function openLayout(
  server: EmbeddedPostgres,
  name: Layout['name'],
  directory: string,
  amounts: Amounts,
): Promise<Layout> {
  const urls = await server.ensureDatabase(name);
  await applyMigrations({ url: urls.ownerUrl, directory });
  if (name === 'whole') await addWalks(urls.ownerUrl);
  await grantRuntime({ url: urls.ownerUrl, role: `${name}_app` });
  const adminUrl = Object.assign(new URL(server.adminUrl), { pathname: `/${name}` }).href;
  const start = performance.now();
  await withClient(adminUrl, (client) => fill(client, amounts));
  const filled = (performance.now() - start) / 1000;
  process.stdout.write(`${name} is filled after ${filled.toFixed(0)} s\n`);
  return { name, database: openDatabase(urls.runtimeUrl), adminUrl, filled };
}

/** Companies, teams of two of them each, four threads in each; then what is said, in the order of time, over all teams. */
async function fill(client: pg.Client, { messages, teams }: Amounts): Promise<void> {
  await client.query(
    `SET session_replication_role = replica; SET synchronous_commit = off; SET work_mem = '1GB'; SET maintenance_work_mem = '1GB'`,
  );
  await client.query(`
    INSERT INTO company_schemas VALUES (repeat('0', 64), '');
    INSERT INTO companies (slug, name, issuer, jwks_uri, schema_hash)
      SELECT 'c' || n, 'c' || n, 'https://id.c' || n, 'https://id.c' || n || '/jwks', repeat('0', 64)
      FROM generate_series(0, ${String(COMPANIES - 1)}) AS n`);
  await client.query(SAID(messages, teams));
  await client.query(`
    INSERT INTO teams (id, name, last_sequence, last_hash, created_at)
      SELECT 'tem_' || lpad(t::text, 26, '0'), 't', ${String(OPENING)} + COALESCE(max(seq), 0), repeat('0', 64), now()
      FROM generate_series(0, ${String(teams - 1)}) AS t LEFT JOIN said USING (t) GROUP BY t;
    CREATE TEMP TABLE places AS SELECT t, side, 'c' || ((t + side * (1 + t / ${String(COMPANIES)})) % ${String(COMPANIES)}) AS company
      FROM generate_series(0, ${String(teams - 1)}) AS t, generate_series(0, 1) AS side;
    INSERT INTO team_slugs SELECT company, 'team-' || t, 'tem_' || lpad(t::text, 26, '0') FROM places;
    INSERT INTO membership_intervals (team_id, company_slug, from_sequence, joined_at) SELECT 'tem_' || lpad(t::text, 26, '0'), company, 1, now() FROM places;
    INSERT INTO participants (id, team_id, company_slug, subject, kind, display_name, is_steward, joined_sequence)
      SELECT 'par_' || t || '_' || side, 'tem_' || lpad(t::text, 26, '0'), company, 'lead', 'PERSON', 'Lead', true, 2 + side FROM places;
    INSERT INTO threads (id, team_id, slug, title, created_by, created_sequence, created_at)
      SELECT 'thr_' || lpad((t * ${String(THREADS)} + th)::text, 26, '0'), 'tem_' || lpad(t::text, 26, '0'), 'thread-' || th, 'A thread', 'par_' || t || '_0', 4 + th, now()
      FROM generate_series(0, ${String(teams - 1)}) AS t, generate_series(0, ${String(THREADS - 1)}) AS th`);
  await client.query(SET_ASIDE);
  await client.query(MESSAGES);
  await client.query(EVENTS);
  await client.query(PUT_BACK);
  await client.query('DROP TABLE said');
}

/** Indexes are built once the rows are there: that takes half the time. */
const SET_ASIDE = `
  CREATE TEMP TABLE aside AS
    SELECT 3 AS step, format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
      format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS make
    FROM pg_constraint WHERE confrelid = 'messages'::regclass AND contype = 'f' AND conparentid = 0
    UNION ALL SELECT 1, format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
      format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE conrelid IN ('messages'::regclass, 'team_events'::regclass) AND contype = 'p'
    UNION ALL SELECT 2, format('DROP INDEX %s', indexrelid::regclass), replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ')
    FROM pg_index WHERE indrelid IN ('messages'::regclass, 'team_events'::regclass) AND NOT indisprimary;
  DO $$ DECLARE one text; BEGIN
    FOR one IN SELECT drop FROM aside ORDER BY step DESC LOOP EXECUTE one; END LOOP;
  END $$`;
const PUT_BACK = `
  DO $$ DECLARE one text; BEGIN
    FOR one IN SELECT make FROM aside ORDER BY step LOOP EXECUTE one; END LOOP;
  END $$`;

/** Team sizes are skewed: of 4,000 teams the first has every sixteenth message, and half of all are in 500. */
const SAID = (messages: number, teams: number) => `
  CREATE TEMP TABLE said AS SELECT n, t, row_number() OVER (PARTITION BY t ORDER BY n)::int AS seq FROM (
    SELECT n, floor(${String(teams)} * power(n * 0.6180339887498949 - floor(n * 0.6180339887498949), 3))::int AS t
    FROM generate_series(1, ${String(messages)}) AS n) AS spread`;

const MESSAGES = `
  INSERT INTO messages (id, team_id, thread_id, sequence, body, body_salt, author_id, idempotency_key, created_at)
  SELECT 'msg_' || lpad(to_hex(n), 26, '0'), 'tem_' || lpad(t::text, 26, '0'), 'thr_' || lpad((t * ${String(THREADS)} + seq % ${String(THREADS)})::text, 26, '0'), ${String(OPENING)} + seq,
    repeat('A message of a usual length. ', 2), md5(n::text), 'par_' || t || '_' || seq % 2, 'k' || n,
    '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 second'
  FROM said ORDER BY n`;

/** The whole log of every sixteenth team. Its hashes chain nothing: verifying is not measured here. */
const EVENTS = `
  INSERT INTO team_events (team_id, sequence, id, kind, actor_id, company_slug, at, payload, previous_hash, hash)
  SELECT 'tem_' || lpad(t::text, 26, '0'), ${String(OPENING)} + seq, 'evt_' || lpad(to_hex(n), 26, '0'), 'MESSAGE_POSTED', 'par_' || t || '_' || seq % 2,
    'c' || t % ${String(COMPANIES)}, '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 second',
    '{"bodyHash":"' || repeat(md5(n::text), 2) || '","messageId":"msg_' || lpad(to_hex(n), 26, '0') || '","threadId":"thr_' || lpad((t * ${String(THREADS)} + seq % ${String(THREADS)})::text, 26, '0') || '"}',
    repeat(md5((n - 1)::text), 2), repeat(md5(n::text), 2)
  FROM said WHERE t % ${String(LOGGED)} = 0 ORDER BY n`;
