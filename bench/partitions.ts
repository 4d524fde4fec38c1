/**
 * Messages and events in parts by team, and whole, beside each other: `node --import tsx bench/partitions.ts`.
 * `--messages 10000000` `--teams 4000` `--rounds` `--seconds` per variant and round, `--only Fifty` for what is named so.
 * Takes 30 GB of disk for ten million.
 */
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { Prisma } from '#prisma/shared/client/client.ts';
import { withClient } from '#prisma/tool/migrate.ts';
import { createIdSource } from '#subgraphs/kit/ids.ts';
import { enterSnapshot } from '#subgraphs/shared/access/row-security.ts';
import { createContext } from '#subgraphs/shared/context.ts';
import type { Transaction } from '#subgraphs/shared/database.ts';
import { readEventsAfter, readEventsOfTeams } from '#subgraphs/shared/events/event-store.ts';
import { postMessage } from '#subgraphs/shared/messages/message-posting.ts';
import { messageIsHeard, readableRanges } from '#subgraphs/shared/access/readable.ts';
import {
  MESSAGE_COLUMNS,
  presentText,
  readMessagesById,
  readMessagesOfTeam,
  readMessagesOfThreads,
} from '#subgraphs/shared/messages/message-store.ts';
import { searchMessages } from '#subgraphs/shared/search/search-store.ts';
import { readUnreadCounts } from '#subgraphs/shared/threads/reading-store.ts';
import {
  companyOf,
  LOGGED,
  messageOf,
  startLayouts,
  teamOf,
  threadOf,
  type Layout,
} from './partition-tables.ts';
import { compare as compareAll } from './rounds.ts';

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '10000000' },
    teams: { type: 'string', default: '4000' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
  },
});
const [messages, teams] = [Number(values.messages), Number(values.teams)];

/** The team that fifty messages at once are asked of. */
const FIFTIES = 40;

/** The n-th team of a walk that visits teams as often as they have messages; the biggest are visited by everybody. */
const teamAt = (n: number) => {
  const part = n * 0.7548776662466927;
  return Math.floor(teams * (part - Math.floor(part)) ** 3);
};
/** A team near it in size whose log is there. */
const logged = (team: number) => team - (team % LOGGED);
/** The n-th message, of any team. */
const messageAt = (n: number) => 1 + ((n * 7_919) % messages);
const teamOfMessage = (n: number) => {
  const part = n * 0.6180339887498949;
  return Math.floor(teams * (part - Math.floor(part)) ** 3);
};

/** Some of that team's messages, from all over it. */
const ofFifties: number[] = [];
for (let n = 0; n < messages && ofFifties.length < 5_000; n += 1)
  if (teamOfMessage(messageAt(n)) === FIFTIES) ofFifties.push(messageAt(n));

const compare: typeof compareAll = async (title, ...rest) => {
  if (title.includes(values.only)) await compareAll(title, ...rest);
};

type Read = (transaction: Transaction, company: string, team: number, call: number) => Promise<unknown[]>;
const page = { limit: 50, backward: true, after: null, before: null };

const READS: Readonly<Record<string, Read>> = {
  'The latest page of 50': (tx, company, team) =>
    readMessagesOfThreads(company, tx, [threadOf(team, 0)], page),
  'The latest page of 50, all in one statement': (tx, company, team) =>
    inOneStatement(tx, company, threadOf(team, 0)),
  'A page of 50 from the middle': (tx, company, team) =>
    readMessagesOfThreads(company, tx, [threadOf(team, 1)], {
      ...{ ...page, backward: false, after: Math.floor(sizeOf(team) / 2) },
    }),
  'Unread counts of four threads': (tx, company, team) =>
    readUnreadCounts(
      company,
      tx,
      [0, 1, 2, 3].map((thread) => threadOf(team, thread)),
      'other',
    ),
  'One message by its id': (tx, _, __, call) =>
    readMessagesById(companyOf(teamOfMessage(messageAt(call))), tx, [messageOf(messageAt(call))]),
  'A page of 100 events': (tx, company, team) =>
    readEventsOfTeams(company, tx, [teamOf(logged(team))], { ...page, limit: 100 }),
  'A thousand events of a log': (tx, company, team) =>
    readEventsAfter(company, tx, [teamOf(logged(team))], { teamId: teamOf(logged(team)), sequence: 8 }, 1000),
};

/** About how many messages a team has. */
const sizeOf = (team: number) => messages * (((team + 1) / teams) ** (1 / 3) - (team / teams) ** (1 / 3));

const bench = await startLayouts({ messages, teams });
const pace = { rounds: Number(values.rounds), seconds: Number(values.seconds), serverPid: bench.serverPid };
try {
  for (const layout of bench.layouts) await tidy(layout);
  await reportSizes();
  for (const [title, read] of Object.entries(READS))
    await compare(
      title,
      bench.layouts.map((layout) => reading(layout, read, 1)),
      pace,
    );
  await compare(
    'The latest page of 50, 16 readers',
    bench.layouts.map((layout) => reading(layout, latest, 16)),
    pace,
  );
  await compare('Fifty messages by their ids', bench.layouts.map(fiftyById), pace);
  await compare('Fifty messages of one team by their ids', bench.layouts.map(fiftyOfTeam), pace);
  await compare('Search in a team of 3,000', bench.layouts.map(searching), pace);
  await reportPlanning();
  await compare(
    'Posts, 16 writers on one team',
    bench.layouts.map((layout) => posting(layout, () => 40)),
    pace,
  );
  await compare(
    'Posts, 16 writers on 16 teams',
    bench.layouts.map((layout) => posting(layout, (n) => 40 + n)),
    pace,
  );
  for (const layout of bench.layouts) await tidy(layout);
} finally {
  await bench.stop();
}

/** As it was read before there were parts: PostgreSQL plans the walk within the statement. */
function inOneStatement(transaction: Transaction, company: string, thread: string): Promise<unknown[]> {
  return transaction.$queryRaw<unknown[]>`
    SELECT ${MESSAGE_COLUMNS} FROM unnest(${[thread]}::text[]) AS parent (id) CROSS JOIN LATERAL (
      SELECT m.* FROM threads AS th JOIN ${readableRanges(company)} AS i ON i.team_id = th.team_id
      CROSS JOIN LATERAL (
        SELECT * FROM messages AS m
        WHERE m.team_id = th.team_id AND m.thread_id = th.id
          AND m.sequence BETWEEN i.from_sequence AND i.to_sequence AND ${messageIsHeard(company)}
        ORDER BY m.sequence DESC LIMIT 51) AS m
      WHERE th.id = parent.id ORDER BY m.sequence DESC LIMIT 51) AS m
    ${presentText(company)} ORDER BY m.sequence DESC`;
}

function latest(transaction: Transaction, company: string, team: number): Promise<unknown[]> {
  return readMessagesOfThreads(company, transaction, [threadOf(team, 0)], page);
}

/** One request's snapshot around one read. */
function snapshot<T>({ database }: Layout, company: string, work: (transaction: Transaction) => Promise<T>) {
  return database.$transaction(
    async (transaction) => {
      await enterSnapshot(transaction, company);
      return work(transaction);
    },
    { isolationLevel: 'RepeatableRead', maxWait: 60_000, timeout: 60_000 },
  );
}

function reading(layout: Layout, read: Read, writers: number) {
  let call = 0;
  return {
    ...{ name: layout.name, writers },
    run: async () => {
      call += 1;
      const team = read === READS['One message by its id'] ? teamOfMessage(messageAt(call)) : teamAt(call);
      const company = companyOf(
        read === READS['A page of 100 events'] || read === READS['A thousand events of a log']
          ? logged(team)
          : team,
      );
      const rows = await snapshot(layout, company, (tx) => read(tx, company, team, call));
      if (rows.length === 0) throw new Error(`Nothing was found in team ${String(team)}.`);
    },
  };
}

/** Fifty of one team at once: as `nodes` looks them up, without their team, or as answers' targets, with it. */
function fifty(layout: Layout, read: (tx: Transaction, ids: readonly string[]) => Promise<unknown[]>) {
  let call = 0;
  return {
    name: layout.name,
    run: async () => {
      const ids = Array.from({ length: 50 }, () => messageOf(ofFifties[(call += 1) % ofFifties.length] ?? 0));
      const rows = await snapshot(layout, companyOf(FIFTIES), (tx) => read(tx, ids));
      if (rows.length !== 50) throw new Error(`${String(rows.length)} of fifty messages were found.`);
    },
  };
}

function fiftyById(layout: Layout) {
  return fifty(layout, (tx, ids) => readMessagesById(companyOf(FIFTIES), tx, ids));
}

function fiftyOfTeam(layout: Layout) {
  return fifty(layout, (tx, ids) => readMessagesOfTeam(companyOf(FIFTIES), tx, teamOf(FIFTIES), ids));
}

function searching(layout: Layout) {
  const team = teams >> 1;
  const scope = { query: 'usual length', teamId: teamOf(team), threadId: null };
  const asked = { limit: 20, backward: false, after: null, before: null };
  return {
    name: layout.name,
    run: () =>
      snapshot(layout, companyOf(team), (tx) => searchMessages(companyOf(team), tx, scope, asked, null)),
  };
}

function posting({ name, database }: Layout, teamOfWriter: (writer: number) => number) {
  const onFault = (error: unknown) => process.stderr.write(`${String(error)}\n`);
  const caller = { subject: 'lead', kind: 'PERSON', displayName: 'Lead' } as const;
  return {
    ...{ name, writers: 16 },
    run: async (writer: number) => {
      const team = teamOfWriter(writer);
      const tools = { database, clock: Date.now, ids: createIdSource(Date.now), onFault };
      const context = createContext({ company: companyOf(team), caller }, tools);
      const input = { threadId: threadOf(team, 0), body: 'Hello', idempotencyKey: crypto.randomUUID() };
      const { done, userErrors } = await postMessage(context, input);
      await context.close();
      if (done === null) throw new Error(`The message was refused: ${JSON.stringify(userErrors)}`);
    },
  };
}

async function tidy({ name, adminUrl }: Layout): Promise<void> {
  await withClient(adminUrl, async (client) => {
    for (const statement of ['VACUUM messages, team_events', 'ANALYZE', 'CHECKPOINT']) {
      const start = performance.now();
      await client.query(statement);
      const took = ((performance.now() - start) / 1000).toFixed(1);
      process.stdout.write(`${name.padEnd(6)} ${statement}: ${took} s\n`);
    }
  });
}

async function reportSizes(): Promise<void> {
  for (const { name, adminUrl, filled } of bench.layouts)
    await withClient(adminUrl, async (client) => {
      const { rows } = await client.query<{ name: string; heap: string; indexes: string }>(`
        SELECT root.relname AS name, pg_size_pretty(sum(pg_table_size(c.oid))) AS heap, pg_size_pretty(sum(pg_indexes_size(c.oid))) AS indexes
        FROM pg_class AS root CROSS JOIN LATERAL (SELECT root.oid UNION SELECT relid FROM pg_partition_tree(root.oid)) AS c (oid)
        WHERE root.relname IN ('messages', 'team_events') GROUP BY 1 ORDER BY 1`);
      for (const row of rows)
        process.stdout.write(`${name.padEnd(6)} ${row.name}: rows ${row.heap}, indexes ${row.indexes}\n`);
      process.stdout.write(`${name.padEnd(6)} filled in ${filled.toFixed(0)} s\n`);
    });
}

/** The median time that PostgreSQL takes to plan a statement anew. */
async function reportPlanning(): Promise<void> {
  for (const title of [
    'The latest page of 50',
    'The latest page of 50, all in one statement',
    'One message by its id',
    'A page of 100 events',
  ])
    for (const layout of bench.layouts) {
      const times: number[] = [];
      for (let call = 0; call < 41; call += 1) times.push(await planningTime(layout, READS[title] ?? latest));
      const median = times.sort((one, other) => one - other)[20] ?? 0;
      process.stdout.write(`${layout.name.padEnd(6)} planning "${title}": ${median.toFixed(2)} ms\n`);
    }
}

async function planningTime(layout: Layout, read: Read): Promise<number> {
  let time = 0;
  await snapshot(layout, companyOf(40), (transaction) => {
    const explain = async (texts: readonly string[], ...given: unknown[]) => {
      const asked = Prisma.sql`EXPLAIN (SUMMARY, FORMAT JSON) ${Prisma.sql(texts, ...given)}`;
      const rows = await transaction.$queryRaw<{ 'QUERY PLAN': { 'Planning Time': number }[] }[]>(asked);
      time = rows[0]?.['QUERY PLAN'][0]?.['Planning Time'] ?? Number.NaN;
      return [];
    };
    const explaining = new Proxy(transaction, {
      get: (target, name) => (name === '$queryRaw' ? explain : (Reflect.get(target, name) as unknown)),
    });
    return read(explaining, companyOf(40), 40, 1);
  });
  return time;
}
