import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '#test/testkit/postgres.ts';
import { openDatabase, type Database } from '../database.ts';
import { seedCompany } from '../seed.ts';
import { ACME, testId } from '../testkit/acme-scenario.ts';
import { createFullTextRanker } from './full-text-ranker.ts';
import type { KnowledgeQuestion } from './ranker.ts';

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase({ migrations: 'prisma/company/migrations' });
  db = openDatabase(database.runtimeUrl);
  await seedCompany(db, ACME);
});
afterAll(async () => {
  await db.$disconnect();
  await database.drop();
});

const question: KnowledgeQuestion = { query: 'roll', sourceIds: 'all', after: null, limit: 10 };
async function found(more: Partial<KnowledgeQuestion> = {}, mostRanked?: number) {
  return createFullTextRanker(db, mostRanked).rank({ ...question, ...more });
}

describe('the full-text ranker', () => {
  it('gives the newer document first among equals', async () => {
    const names = (await found({ sourceIds: [testId('kno', 'RVNBKS')] })).map(({ documentId }) => documentId);
    expect(names).toEqual(['D3', 'D2', 'D1'].map((name) => testId('doc', name)));
  });

  it('goes on after a place', async () => {
    const all = await found();
    expect(all).toHaveLength(4);
    for (const [index, after] of all.entries()) expect(await found({ after })).toEqual(all.slice(index + 1));
  });

  it('looks nowhere when it is told of no source', async () => {
    expect(await found({ sourceIds: [] })).toEqual([]);
  });

  it('ranks a bounded number of matches, the same ones each time', async () => {
    const some = await found({}, 2);
    expect(some).toHaveLength(2);
    expect(await found({}, 2)).toEqual(some);
    const [first] = some;
    expect(await found({ after: first ?? null }, 2)).toEqual(some.slice(1));
  });

  it('reads by itself and from the start: several readers would cut off at random', async () => {
    const [row] = await db.$queryRaw<{ workers: string; starts: string }[]>`
      SELECT current_setting('max_parallel_workers_per_gather') AS workers, current_setting('synchronize_seqscans') AS starts`;
    expect(row).toEqual({ workers: '0', starts: 'off' });
  });
});
