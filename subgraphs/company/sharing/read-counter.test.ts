import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '#test/testkit/postgres.ts';
import { openDatabase, type Database } from '../database.ts';
import { createReadCounter } from './read-counter.ts';

let database: TestDatabase;
let db: Database;
let now = 1_000_000;

beforeAll(async () => {
  database = await createTestDatabase({ migrations: 'prisma/company/migrations' });
  db = openDatabase(database.runtimeUrl);
});

beforeEach(() => db.disclosureRead.deleteMany());

afterAll(async () => {
  await db.$disconnect();
  await database.drop();
});

const never = (error: unknown) => {
  throw error;
};
const rows = async () =>
  (await db.disclosureRead.findMany({ orderBy: { disclosureId: 'asc' } })).map(
    ({ disclosureId, company, count, lastAt }) => [disclosureId, company, count, lastAt.getTime()],
  );

describe('counted reads', () => {
  it('are written down when the program stops, with the time of the last', async () => {
    const counter = createReadCounter(db, () => now, never);
    counter.note('harbor', 'par_1');
    now += 5;
    counter.note('harbor', 'par_1');
    counter.note('nimbus', 'par_1');
    expect(await rows()).toEqual([]);
    await counter.stop();
    expect(await rows()).toEqual([
      ['par_1', 'harbor', 2, now],
      ['par_1', 'nimbus', 1, now],
    ]);
  });

  it('of several replicas add up', async () => {
    const counters = Array.from({ length: 4 }, () => createReadCounter(db, () => now, never));
    for (const counter of counters)
      for (const id of ['a', 'b', 'c']) for (let time = 0; time < 5; time += 1) counter.note('harbor', id);
    await Promise.all(counters.map((counter) => counter.stop()));
    expect(await rows()).toEqual(['a', 'b', 'c'].map((id) => [id, 'harbor', 20, now]));
  });

  it('that cannot be written are kept, and the fault is told', async () => {
    const faults: unknown[] = [];
    let away = true;
    const flaky = new Proxy(db, {
      get: (target, name) => {
        if (name === '$executeRaw' && away) return () => Promise.reject(new Error('away'));
        return Reflect.get(target, name) as unknown;
      },
    });
    const counter = createReadCounter(
      flaky,
      () => now,
      (error) => void faults.push(error),
    );
    counter.note('harbor', 'a');
    await counter.flush();
    counter.note('harbor', 'a');
    expect([await rows(), faults.length]).toEqual([[], 1]);
    away = false;
    await counter.stop();
    expect(await rows()).toEqual([['a', 'harbor', 2, now]]);
  });
});
