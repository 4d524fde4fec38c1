import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#prisma/embedded/embedded-postgres.ts';
import { grantRuntime } from '#prisma/tool/grant-runtime.ts';
import { applyMigrations, withClient } from '#prisma/tool/migrate.ts';
import { createIdSource } from '#subgraphs/kit/ids.ts';
import { openDatabase, type Database } from '#subgraphs/shared/database.ts';
import { registerCompanies, seedShared, type ScenarioTeam } from '#subgraphs/shared/seed.ts';

/** A server of its own with the shared layer's database in it. */
export interface BenchDatabase {
  readonly serverPid: number;
  /** As the program has it. */
  readonly database: Database;
  /** As the superuser, whom no policy binds. */
  readonly unbound: Database;
  readonly adminUrl: string;
  /** A thread of a few messages, and one of many. Acme and Harbor are in their team. */
  readonly threads: { readonly small: string; readonly large: string };
  /** 200 threads of five messages by Harbor each, of which nobody of Acme has read any. */
  readonly unread: readonly string[];
  /** A team for writing, with a person of Acme called `lead`. */
  readonly writing: { readonly teamId: string; readonly threadId: string };
  stop(): Promise<void>;
}

const MIGRATIONS = fileURLToPath(new URL('../prisma/shared/migrations', import.meta.url));
const AT = '2026-01-01T00:00:00.000Z';
const ids = createIdSource(() => Date.parse(AT));

/** Starts it in a temporary folder, with `messages` in the large thread; `stop` removes all of it. */
export async function startBenchDatabase(messages: number): Promise<BenchDatabase> {
  const folder = await mkdtemp(path.join(tmpdir(), 'agent-network-bench-'));
  const server = await startEmbeddedPostgres({ dataDir: path.join(folder, 'data') });
  const stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return await fill(server, stop, messages);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function fill(server: EmbeddedPostgres, stop: () => Promise<void>, messages: number) {
  const urls = await server.ensureDatabase('bench');
  await applyMigrations({ url: urls.ownerUrl, directory: MIGRATIONS });
  await grantRuntime({ url: urls.ownerUrl, role: 'bench_app' });
  const adminUrl = Object.assign(new URL(server.adminUrl), { pathname: '/bench' }).href;
  const [database, unbound] = [openDatabase(urls.runtimeUrl), openDatabase(adminUrl)];
  const [small, large, writing] = [team('read', 'small'), team('more', 'large'), team('write', 'talk')];
  const busy = busyTeam();
  await registerCompanies(database, ['acme', 'harbor'].map(registration));
  await seedShared(database, { teams: [small, large, writing, busy] });
  await addMessages(adminUrl, small, 1000);
  await addMessages(adminUrl, large, messages);
  return {
    ...{ serverPid: server.pid, database, unbound, adminUrl },
    threads: { small: threadOf(small), large: threadOf(large) },
    unread: busy.threads.map(({ id }) => id),
    writing: { teamId: writing.id, threadId: threadOf(writing) },
    async stop() {
      await Promise.all([database.$disconnect(), unbound.$disconnect()]);
      await stop();
    },
  };
}

function registration(slug: string) {
  const issuer = `https://id.${slug}.example`;
  return { slug, name: slug, issuer, jwksUri: `${issuer}/jwks`, subgraphUrl: null, sdl: '' };
}

function team(slug: string, thread: string): ScenarioTeam {
  const lead = ids.company('par', 'acme');
  const person = {
    company: 'acme',
    subject: 'lead',
    kind: 'PERSON',
    displayName: 'Lead',
    title: null,
  } as const;
  return {
    ...{ id: ids.shared('tem'), slug, name: slug, purpose: null, createdAt: AT, members: ['acme', 'harbor'] },
    participants: [{ ...person, id: lead, steward: true }],
    threads: [
      { id: ids.shared('thr'), slug: thread, title: thread, createdBy: lead, createdAt: AT, messages: [] },
    ],
  };
}

function busyTeam(): ScenarioTeam {
  const quiet = team('busy', 'talk');
  const [lead] = quiet.participants;
  const author = ids.company('par', 'harbor');
  const speaker = {
    id: author,
    company: 'harbor',
    subject: 'other',
    kind: 'PERSON',
    displayName: 'Other',
  } as const;
  const messages = () =>
    Array.from({ length: 5 }, () => ({ id: ids.shared('msg'), author, body: 'A message.', at: AT }));
  const threads = Array.from({ length: 200 }, (_, index) => {
    const slug = `thread-${String(index)}`;
    return {
      id: ids.shared('thr'),
      slug,
      title: slug,
      createdBy: author,
      createdAt: AT,
      messages: messages(),
    };
  });
  return {
    ...quiet,
    participants: [...(lead ? [lead] : []), { ...speaker, title: null, steward: true }],
    threads,
  };
}

function threadOf({ threads }: ScenarioTeam): string {
  return threads[0]?.id ?? '';
}

/** Messages for reading, straight into the table: their events are left out, since nothing here verifies them. */
async function addMessages(adminUrl: string, { id, threads, participants }: ScenarioTeam, count: number) {
  await withClient(adminUrl, async (client) => {
    await client.query(
      `INSERT INTO messages (id, team_id, thread_id, sequence, body, body_salt, author_id, idempotency_key, created_at)
       SELECT 'msg_' || right(md5(n::text || $1), 26), $1, $2, 3 + n, repeat('A message of a usual length. ', 4),
         md5(n::text), $3, 'k' || n, $4 FROM generate_series(1, $5::int) AS n`,
      [id, threads[0]?.id, participants[0]?.id, AT, count],
    );
    await client.query('UPDATE teams SET last_sequence = last_sequence + $2 WHERE id = $1', [id, count]);
    await client.query('VACUUM ANALYZE');
  });
}
