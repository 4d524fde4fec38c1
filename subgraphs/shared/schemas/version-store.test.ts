import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asRegistry, enterCompany } from '../access/row-security.ts';
import type { Transaction } from '../database.ts';
import { offeredVersion } from '../testing/schema-word.ts';
import { openTestShared, type TestShared } from '../testing/test-shared.ts';

let shared: TestShared;
beforeAll(async () => {
  shared = await openTestShared();
});
afterAll(() => shared.close());

const as = <T>(company: string, work: (transaction: Transaction) => Promise<T>) =>
  shared.database.$transaction(async (transaction) => {
    await enterCompany(transaction, company);
    return work(transaction);
  });

describe('versions of schemas', () => {
  it('and their texts are seen by their own company alone', async () => {
    const schema = { hash: '1'.repeat(64), sdl: 'type Query { harbor: String }' };
    await shared.rows.companySchema.create({ data: schema });
    const served = { hash: schema.hash, servedHash: schema.hash };
    await shared.rows.schemaVersion.create({ data: { ...offeredVersion('harbor', 2), ...served } });
    const seen = (company: string) =>
      as(company, async (tx) => [await tx.companySchema.count(), await tx.schemaVersion.count()]);
    expect([await seen('acme'), await seen('harbor')]).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it('are never changed and never erased, by nobody', async () => {
    const works = [
      (tx: Transaction) => tx.schemaVersion.updateMany({ data: { author: 'x' } }),
      (tx: Transaction) => tx.schemaVersion.deleteMany(),
    ];
    for (const work of works) {
      expect(await asRegistry(shared.database, work)).toEqual({ count: 0 });
      expect(await as('acme', work)).toEqual({ count: 0 });
    }
  });

  it('are added by the registry alone', async () => {
    const add = as('acme', (tx) => tx.schemaVersion.createMany({ data: [offeredVersion('acme', 3)] }));
    await expect(add).rejects.toThrow(/row-level security/);
  });
});
