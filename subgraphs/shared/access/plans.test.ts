import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Prisma } from '#prisma/shared/client/client.ts';
import type { PageRequest } from '#subgraphs/kit/connection.ts';
import type { Transaction } from '../database.ts';
import { readEventsOfTeams } from '../events/event-store.ts';
import { readMessagesOfThreads } from '../messages/message-store.ts';
import { addTeams } from '../testing/many-teams.ts';
import { openTestShared, type TestShared } from '../testing/test-shared.ts';
import { enterCompany } from './row-security.ts';

interface PlanNode {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}
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

/** How many rows of the table a read looks at, behind the second wall. */
async function rowsLookedAt(table: string, work: (transaction: Transaction) => Promise<unknown>) {
  const plans: PlanNode[] = [];
  await shared.database.$transaction(async (transaction) => {
    await enterCompany(transaction, 'outsider');
    const explain = async (texts: readonly string[], ...values: unknown[]) => {
      const asked = Prisma.sql`EXPLAIN (ANALYZE, FORMAT JSON) ${Prisma.sql(texts, ...values)}`;
      const rows = await transaction.$queryRaw<{ 'QUERY PLAN': { Plan: PlanNode }[] }[]>(asked);
      plans.push(...rows.flatMap((row) => row['QUERY PLAN'].map(({ Plan }) => Plan)));
      return [];
    };
    const explaining = new Proxy(transaction, {
      get: (target, name) => (name === '$queryRaw' ? explain : (Reflect.get(target, name) as unknown)),
    });
    await work(explaining);
  });
  return plans
    .flatMap(nodesOf)
    .filter((node) => node['Relation Name'] === table)
    .reduce(sumRows, 0);
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];
const sumRows = (sum: number, node: PlanNode) =>
  sum + node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0);

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
