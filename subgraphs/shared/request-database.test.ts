import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database, Transaction } from './database.ts';
import { RequestDatabase, RequestOverError } from './request-database.ts';
import { openCountedDatabase } from './testing/counted-database.ts';
import { openTestShared, type TestShared } from './testing/test-shared.ts';

let shared: TestShared;
let database: Database;
beforeAll(async () => {
  shared = await openTestShared();
  database = shared.database;
});
afterAll(() => shared.close());

const countSchemas = (transaction: Transaction) => transaction.companySchema.count();
const addSchema = (transaction: Transaction, hash: string) =>
  transaction.companySchema.create({ data: { hash, sdl: '' } });

async function openTransactions(): Promise<number> {
  const rows = await database.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'`;
  return rows[0]?.count ?? -1;
}

describe('the database of one request', () => {
  it('reads one snapshot, whatever others write meanwhile', async () => {
    const request = new RequestDatabase(database);
    const before = await request.read(countSchemas);
    await addSchema(database, 'of-another');
    expect(await request.read(countSchemas)).toBe(before);
    await request.close();
  });

  it('sees its own write, and what came before it', async () => {
    const request = new RequestDatabase(database);
    const before = await request.read(countSchemas);
    await addSchema(database, 'meanwhile');
    await request.write((transaction) => addSchema(transaction, 'own'));
    expect(await request.read(countSchemas)).toBe(before + 2);
    await request.close();
  });

  it('cannot write while it reads', async () => {
    const request = new RequestDatabase(database);
    await expect(request.read((transaction) => addSchema(transaction, 'no'))).rejects.toThrow(/read-only/);
    await request.close();
    expect(await openTransactions()).toBe(0);
  });

  it('undoes a write that fails', async () => {
    const request = new RequestDatabase(database);
    const failing = request.write(async (transaction) => {
      await addSchema(transaction, 'undone');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(
      await request.read((transaction) =>
        transaction.companySchema.findUnique({ where: { hash: 'undone' } }),
      ),
    ).toBeNull();
    await request.close();
  });

  it('opens nothing when nothing is read', async () => {
    const counted = openCountedDatabase(shared.urls.runtimeUrl);
    await new RequestDatabase(counted.database).close();
    expect(counted.statements).toEqual([]);
    await counted.database.$disconnect();
  });

  it('waits at its end for what has begun, and then refuses', async () => {
    const request = new RequestDatabase(database);
    const begun = request.read(countSchemas);
    const closing = request.close();
    await expect(request.read(countSchemas)).rejects.toThrow(RequestOverError);
    await expect(begun).resolves.toBeGreaterThan(0);
    await closing;
    await request.close();
    expect(await openTransactions()).toBe(0);
  });

  it('does not block when more requests than connections read and then write', async () => {
    const requests = Array.from({ length: 60 }, async (_, index) => {
      const request = new RequestDatabase(database);
      await request.read(countSchemas);
      await request.write((transaction) => addSchema(transaction, `many-${String(index)}`));
      const seen = await request.read(countSchemas);
      await request.close();
      return seen;
    });
    expect(await Promise.all(requests)).toHaveLength(60);
    expect(await openTransactions()).toBe(0);
  });
});
