/**
 * What the shared layer's walls and its log cost: `node --import tsx bench/shared-layer.ts`.
 * `--messages 1000000` for a longer thread, `--rounds`, `--seconds` per variant and round.
 */
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { createIdSource } from '#subgraphs/kit/ids.ts';
import { enterSnapshot } from '#subgraphs/shared/access/row-security.ts';
import { createContext } from '#subgraphs/shared/context.ts';
import type { Database, Transaction } from '#subgraphs/shared/database.ts';
import { verifyTeams } from '#subgraphs/shared/events/chain-verification.ts';
import { postMessage } from '#subgraphs/shared/messages/message-posting.ts';
import { readMessagesOfThreads } from '#subgraphs/shared/messages/message-store.ts';
import { readUnreadCounts } from '#subgraphs/shared/threads/reading-store.ts';
import { compare, type Variant } from './rounds.ts';
import { startBenchDatabase, type BenchDatabase } from './shared-database.ts';

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '1' },
  },
});
const messages = Number(values.messages);
const WRITERS = 16;

const bench = await startBenchDatabase(messages);
const pace = { rounds: Number(values.rounds), seconds: Number(values.seconds), serverPid: bench.serverPid };
try {
  await compare('A page of 50 messages: the second wall', walls(bench), pace);
  await compare(`A page of 50 messages of 1,000 and of ${messages}`, lengths(bench), pace);
  await compare('Unread counts, each in one statement', unreadCounts(bench), pace);
  await compareWrites(bench);
  await reportVerification(bench);
} finally {
  await bench.stop();
}

function walls({ database, unbound, threads }: BenchDatabase): Variant[] {
  const readOnly = (transaction: Transaction) => transaction.$executeRaw`SET TRANSACTION READ ONLY`;
  const company = (transaction: Transaction) => enterSnapshot(transaction, 'acme');
  const page = latest(threads.small);
  return [
    { name: 'no policy, no setting', run: () => snapshot(unbound, readOnly, page) },
    { name: 'no policy, setting', run: () => snapshot(unbound, company, page) },
    { name: 'policy and setting', run: () => snapshot(database, company, page) },
  ];
}

function lengths({ database, threads }: BenchDatabase): Variant[] {
  const company = (transaction: Transaction) => enterSnapshot(transaction, 'acme');
  const variant = (name: string, page: Page): Variant => ({
    name,
    run: () => snapshot(database, company, page),
  });
  return [
    variant('latest of 1,000', latest(threads.small)),
    variant(`latest of ${messages}`, latest(threads.large)),
    variant('middle of 1,000', after(threads.small, 500)),
    variant(`middle of ${messages}`, after(threads.large, Math.floor(messages / 2))),
  ];
}

function unreadCounts({ database, unread }: BenchDatabase): Variant[] {
  const of = (count: number): Variant => ({
    name: `of ${String(count)} threads`,
    run: () =>
      database.$transaction(async (transaction) => {
        await enterSnapshot(transaction, 'acme');
        const rows = await readUnreadCounts('acme', transaction, unread.slice(0, count), 'lead');
        if (rows.length !== count || rows.some((row) => row.unread !== 5))
          throw new Error('A count is wrong.');
      }),
  });
  return [of(1), of(20), of(200)];
}

type Page = (transaction: Transaction) => Promise<unknown[]>;

function latest(thread: string): Page {
  const page = { limit: 50, backward: true, after: null, before: null };
  return (transaction) => readMessagesOfThreads('acme', transaction, [thread], page);
}

function after(thread: string, sequence: number): Page {
  const page = { limit: 50, backward: false, after: sequence, before: null };
  return (transaction) => readMessagesOfThreads('acme', transaction, [thread], page);
}

/** One request's snapshot around one read. */
function snapshot(database: Database, enter: (transaction: Transaction) => Promise<unknown>, read: Page) {
  return database.$transaction(
    async (transaction) => {
      await enter(transaction);
      const rows = await read(transaction);
      if (rows.length !== 51) throw new Error(`The page has ${rows.length} rows.`);
    },
    { isolationLevel: 'RepeatableRead' },
  );
}

async function compareWrites({ database, adminUrl, writing }: BenchDatabase): Promise<void> {
  const pool = new pg.Pool({ connectionString: adminUrl, max: WRITERS });
  await pool.query('CREATE TABLE raw_messages (id bigserial PRIMARY KEY, team int, sequence int, body text)');
  await pool.query(
    'CREATE TABLE raw_teams (id int PRIMARY KEY, last int); INSERT INTO raw_teams VALUES (1, 0)',
  );
  const variants = [
    { name: 'raw INSERT', run: () => rawInsert(pool) },
    { name: 'raw counter and INSERT', run: () => rawPost(pool) },
    { name: 'postMessage', run: () => post(database, writing.threadId) },
  ].map((variant) => ({ ...variant, writers: WRITERS }));
  await compare(`${WRITERS} writers on one team`, variants, pace).finally(() => pool.end());
}

function rawInsert(pool: pg.Pool) {
  const text = 'INSERT INTO raw_messages (team, body) VALUES (1, $1)';
  return pool.query({ name: 'raw', text, values: ['Hello'] });
}

/** The least that gapless sequences cost: the team's row is held until the commit. */
function rawPost(pool: pg.Pool) {
  const text = `WITH taken AS (UPDATE raw_teams SET last = last + 1 WHERE id = 1 RETURNING last)
    INSERT INTO raw_messages (team, sequence, body) SELECT 1, last, $1 FROM taken`;
  return pool.query({ name: 'post', text, values: ['Hello'] });
}

async function post(database: Database, threadId: string): Promise<void> {
  const caller = { subject: 'lead', kind: 'PERSON', displayName: 'Lead' } as const;
  const onFault = (error: unknown) => process.stderr.write(`${String(error)}\n`);
  const tools = { database, clock: Date.now, ids: createIdSource(Date.now), onFault };
  const context = createContext({ company: 'acme', caller }, tools);
  const input = { threadId, body: 'Hello', idempotencyKey: crypto.randomUUID() };
  const { done } = await postMessage(context, input);
  await context.close();
  if (done === null) throw new Error('The message was refused.');
}

async function reportVerification({ unbound, writing }: BenchDatabase): Promise<void> {
  const start = performance.now();
  const [finding] = await verifyTeams('acme', unbound, [writing.teamId]);
  const seconds = (performance.now() - start) / 1000;
  const { checked = 0, firstBroken = null } = finding ?? {};
  const rate = (checked / seconds).toFixed(0);
  process.stdout.write(
    `\nThe writers' log: ${checked} events, first broken ${firstBroken}, ${rate}/s checked\n`,
  );
}
