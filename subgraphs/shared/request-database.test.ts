import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database, Transaction } from './database.ts';
import { RequestDatabase, RequestOverError } from './request-database.ts';
import { openCountedDatabase } from './testing/counted-database.ts';
import { IDS } from './testing/interval-team.ts';
import { openTestShared, type TestShared } from './testing/test-shared.ts';

let shared: TestShared;
let database: Database;
beforeAll(async () => {
  shared = await openTestShared();
  database = shared.database;
});
afterAll(() => shared.close());

const countThreads = (transaction: Transaction) => transaction.thread.count();
let lastSequence = 1000;
const addThread = (transaction: Transaction, slug: string) => {
  lastSequence += 1;
  const id = `thr_01JQ0000000000000000000${String(lastSequence)}`;
  const columns = { teamId: IDS.team, title: slug, createdById: IDS.acmeLead, createdAt: new Date() };
  return transaction.thread.create({ data: { id, slug, createdSequence: lastSequence, ...columns } });
};

async function openTransactions(): Promise<number> {
  const rows = await database.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'`;
  return rows[0]?.count ?? -1;
}

describe('the database of one request', () => {
  it('reads one snapshot, whatever others write meanwhile', async () => {
    const request = new RequestDatabase(database, 'acme');
    const before = await request.read(countThreads);
    await addThread(shared.rows, 'of-another');
    expect(await request.read(countThreads)).toBe(before);
    await request.close();
  });

  it('sees its own write, and what came before it', async () => {
    const request = new RequestDatabase(database, 'acme');
    const before = await request.read(countThreads);
    await addThread(shared.rows, 'meanwhile');
    await request.write((transaction) => addThread(transaction, 'own'));
    expect(await request.read(countThreads)).toBe(before + 2);
    await request.close();
  });

  it('is of its company alone, in reads and after writes', async () => {
    for (const [company, count] of [
      ['outsider', 0],
      ['harbor', await countThreads(shared.rows)],
    ] as const) {
      const request = new RequestDatabase(database, company);
      expect(await request.read(countThreads)).toBe(count);
      expect(await request.write(countThreads)).toBe(count);
      expect(await request.read(countThreads)).toBe(count);
      await request.close();
    }
    expect(await countThreads(database)).toBe(0);
  });

  it('cannot write while it reads', async () => {
    const request = new RequestDatabase(database, 'acme');
    await expect(request.read((transaction) => addThread(transaction, 'no'))).rejects.toThrow(/read-only/);
    await request.close();
    expect(await openTransactions()).toBe(0);
  });

  it('undoes a write that fails', async () => {
    const request = new RequestDatabase(database, 'acme');
    const failing = request.write(async (transaction) => {
      await addThread(transaction, 'undone');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(
      await request.read((transaction) => transaction.thread.findFirst({ where: { slug: 'undone' } })),
    ).toBeNull();
    await request.close();
  });

  it.each<[string, (transaction: Transaction, slug: string) => Promise<unknown>]>([
    ['of the engine', ({ thread }, slug) => thread.updateMany({ where: { slug }, data: { title: 'Taken' } })],
    [
      'of our own',
      (transaction, slug) => transaction.$queryRaw`SELECT 1 FROM threads WHERE slug = ${slug} FOR UPDATE`,
    ],
  ])('does a write again that a deadlock ended, in a statement %s', async (name, take) => {
    const slugs = ['one', 'other'].map((which) => `${which}-${name.replaceAll(' ', '-')}`);
    for (const slug of slugs) await addThread(shared.rows, slug);
    let [attempts, waiting] = [0, 0];
    let meet: () => void = () => undefined;
    const met = new Promise<void>((resolve) => (meet = resolve));
    const takeBoth = async (first = '', second = '') => {
      const request = new RequestDatabase(database, 'acme');
      await request.write(async (transaction) => {
        attempts += 1;
        await take(transaction, first);
        waiting += 1;
        if (waiting === 2) meet();
        await met;
        await take(transaction, second);
      });
      await request.close();
    };
    await Promise.all([takeBoth(...slugs), takeBoth(...slugs.toReversed())]);
    expect(attempts).toBe(3);
  });

  it('opens nothing when nothing is read', async () => {
    const counted = openCountedDatabase(shared.urls.runtimeUrl);
    await new RequestDatabase(counted.database, 'acme').close();
    expect(counted.statements).toEqual([]);
    await counted.database.$disconnect();
  });

  it('waits at its end for what has begun, and then refuses', async () => {
    const request = new RequestDatabase(database, 'acme');
    const begun = request.read(countThreads);
    const closing = request.close();
    await expect(request.read(countThreads)).rejects.toThrow(RequestOverError);
    await expect(begun).resolves.toBeGreaterThan(0);
    await closing;
    await request.close();
    expect(await openTransactions()).toBe(0);
  });

  it('does not block when more requests than connections read and then write', async () => {
    const requests = Array.from({ length: 60 }, async (_, index) => {
      const request = new RequestDatabase(database, 'acme');
      await request.read(countThreads);
      await request.write((transaction) => addThread(transaction, `many-${String(index)}`));
      const seen = await request.read(countThreads);
      await request.close();
      return seen;
    });
    expect(await Promise.all(requests)).toHaveLength(60);
    expect(await openTransactions()).toBe(0);
  });
});
