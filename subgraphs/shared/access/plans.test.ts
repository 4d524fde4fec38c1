import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PageRequest } from '#subgraphs/kit/connection.ts';
import type { Transaction } from '../database.ts';
import { readEventsOfTeams } from '../events/event-store.ts';
import { readMessagesOfThreads } from '../messages/message-store.ts';
import { addTeams } from '../testing/many-teams.ts';
import { openTestShared, type TestShared } from '../testing/test-shared.ts';
import { enterCompany } from './row-security.ts';

type Read = (transaction: Transaction, parent: string, page: PageRequest<number>) => Promise<unknown>;

let shared: TestShared;
let parents: Record<'messages' | 'team_events', string>;
beforeAll(async () => {
  shared = await openTestShared();
  await addTeams(shared.database, ['outsider', 'harbor'], { teams: 1, threads: 2, messages: 1500 });
  await shared.rows.$executeRaw`ANALYZE`;
  const thread = await shared.rows.thread.findFirstOrThrow({ where: { slug: 'thread-1' } });
  parents = { messages: thread.id, team_events: thread.teamId };
});
afterAll(() => shared.close());

/** How many rows of the table a read looks at, behind the second wall, as PostgreSQL counts them in the transaction. */
async function rowsLookedAt(table: string, work: (transaction: Transaction) => Promise<unknown>) {
  return shared.database.$transaction(async (transaction) => {
    await enterCompany(transaction, 'outsider');
    const before = await rowsFetched(transaction, table);
    await work(transaction);
    return (await rowsFetched(transaction, table)) - before;
  });
}

/** Of the table and its parts, however they were found. */
async function rowsFetched(transaction: Transaction, table: string): Promise<number> {
  const [found] = await transaction.$queryRaw<{ rows: number }[]>`
    SELECT sum(s.seq_tup_read + COALESCE(s.idx_tup_fetch, 0))::int AS rows FROM pg_stat_xact_user_tables AS s
    WHERE s.relid IN (SELECT relid FROM pg_partition_tree(${table}::text::regclass))`;
  return found?.rows ?? -1;
}

describe('a page of a long list', () => {
  const reads: ['messages' | 'team_events', Read][] = [
    ['messages', (tx, id, page) => readMessagesOfThreads('outsider', tx, [id], page)],
    ['team_events', (tx, id, page) => readEventsOfTeams('outsider', tx, [id], page)],
  ];

  it.each(reads)('of %s looks at no more rows than it shows', async (table, read) => {
    const first = { limit: 50, backward: false, after: null, before: null };
    for (const page of [
      first,
      { ...first, backward: true },
      { ...first, after: 700 },
      { ...first, before: 900, backward: true },
    ]) {
      const rows = await rowsLookedAt(table, (transaction) => read(transaction, parents[table], page));
      expect(rows).toBe(51);
    }
  });
});
