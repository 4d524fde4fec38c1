import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#prisma/embedded/embedded-postgres.ts';
import { grantRuntime } from '#prisma/tool/grant-runtime.ts';
import { applyMigrations, withClient } from '#prisma/tool/migrate.ts';
import { openDatabase, type Database } from '#subgraphs/company/database.ts';
import { generateDocument, type GeneratedDocument } from './knowledge-texts.ts';

/** A company's database full of documents. */
export interface KnowledgeBase {
  readonly documents: number;
  readonly passages: number;
  readonly database: Database;
  /** A source with one document in a hundred. */
  readonly smallSource: string;
  readonly adminUrl: string;
}

/** A server of its own. */
export interface BenchServer {
  readonly serverPid: number;
  /** Fills a database with so many documents; tells what that took on standard output. */
  fill(name: string, documents: number): Promise<KnowledgeBase>;
  stop(): Promise<void>;
}

const MIGRATIONS = fileURLToPath(new URL('../prisma/company/migrations', import.meta.url));
const BATCH = 500;

/** Starts it in a temporary folder; `stop` removes all of it. */
export async function startBenchServer(): Promise<BenchServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'agent-network-bench-'));
  const server = await startEmbeddedPostgres({ dataDir: path.join(folder, 'data') });
  const open: Database[] = [];
  return {
    serverPid: server.pid,
    async fill(name, documents) {
      const base = await fill(server, name, documents);
      open.push(base.database);
      return base;
    },
    async stop() {
      await Promise.all(open.map((database) => database.$disconnect()));
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function fill(server: EmbeddedPostgres, name: string, documents: number): Promise<KnowledgeBase> {
  const urls = await server.ensureDatabase(name);
  await applyMigrations({ url: urls.ownerUrl, directory: MIGRATIONS });
  await grantRuntime({ url: urls.ownerUrl, role: `${name}_app` });
  const adminUrl = Object.assign(new URL(server.adminUrl), { pathname: `/${name}` }).href;
  const passages = await write(adminUrl, documents);
  const database = openDatabase(urls.runtimeUrl);
  return { documents, passages, database, smallSource: sourceId(1), adminUrl };
}

/** The index last, so that its time can be told. */
async function write(url: string, documents: number): Promise<number> {
  return withClient(url, async (client) => {
    await client.query('DROP INDEX passages_search_idx');
    await client.query(
      `INSERT INTO people (id, subject, display_name) VALUES ('psn_bench_1', 'bench', 'Bench')`,
    );
    await client.query(
      `INSERT INTO knowledge_sources (id, title, created_at) VALUES ($1, 'most', now()), ($2, 'few', now())`,
      [sourceId(0), sourceId(1)],
    );
    const started = performance.now();
    let passages = 0;
    for (let from = 0; from < documents; from += BATCH) {
      const count = Math.min(BATCH, documents - from);
      const batch = Array.from({ length: count }, (_, index) => generateDocument(from + index));
      passages += await writeBatch(client, batch);
    }
    const written = performance.now();
    await client.query('CREATE INDEX passages_search_idx ON passages USING gin (search)');
    const indexed = performance.now();
    await client.query('VACUUM ANALYZE');
    const { rows } = await client.query<{ size: string; index: string }>(
      `SELECT pg_size_pretty(pg_database_size(current_database())) AS size,
        pg_size_pretty(pg_relation_size('passages_search_idx')) AS index`,
    );
    const [sizes] = rows;
    process.stdout.write(
      `${documents} documents, ${passages} passages: written in ${seconds(written - started)}, indexed in ` +
        `${seconds(indexed - written)}; database ${sizes?.size ?? '?'}, of it the index ${sizes?.index ?? '?'}\n`,
    );
    return passages;
  });
}

interface Client {
  query(text: string, values: readonly unknown[]): Promise<unknown>;
}

async function writeBatch(client: Client, batch: readonly GeneratedDocument[]): Promise<number> {
  await client.query(
    `INSERT INTO documents (id, source_id, name, title, media_type, size, sha256, body, created_at, updated_at, author_person_id)
     SELECT id, source, id, title, 'MARKDOWN', octet_length(body), '', body, now(), now(), 'psn_bench_1'
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS d (id, source, title, body)`,
    [
      batch.map(({ id }) => id),
      batch.map(({ source }) => sourceId(source)),
      batch.map(({ title }) => title),
      batch.map(({ body }) => body),
    ],
  );
  const parts = batch.flatMap(({ id, source, title, passages }) =>
    passages.map((part, ordinal) => ({ id, source, title, part, ordinal: ordinal + 1 })),
  );
  await client.query(
    `INSERT INTO passages (document_id, ordinal, source_id, title, headings, body)
     SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[])`,
    [
      parts.map(({ id }) => id),
      parts.map(({ ordinal }) => ordinal),
      parts.map(({ source }) => sourceId(source)),
      parts.map(({ title }) => title),
      parts.map(({ part }) => part.headings.join('\n')),
      parts.map(({ part }) => part.body),
    ],
  );
  return parts.length;
}

function sourceId(source: number): string {
  return `kno_bench_${String(source).padStart(26, '0')}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
