import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createTestDatabase, type TestDatabase } from '#test/testkit/postgres.ts';
import { startCompanySubgraph, type CompanySettings } from './company-subgraph.ts';
import { openDatabase } from './database.ts';
import { seedCompany } from './seed.ts';
import { ACME, TEST_TIME } from './testkit/acme-scenario.ts';
import { createTestNetwork } from './testkit/test-network.ts';

const clock = () => TEST_TIME;
const logger = pino({ level: 'silent' });

let empty: TestDatabase;
let settings: CompanySettings;

beforeEach(async () => {
  empty = await createTestDatabase();
  settings = {
    ...(await createTestNetwork(clock)).trust,
    company: 'acme',
    host: '127.0.0.1',
    port: 0,
    databaseUrl: empty.runtimeUrl,
    migrationDatabaseUrl: empty.ownerUrl,
    logLevel: 'silent',
  };
});

afterEach(() => empty.drop());

describe('the program', () => {
  it('migrates an empty database and lets the runtime role use it, at every start', async () => {
    for (const outcome of ['seeded', 'kept']) {
      const subgraph = await startCompanySubgraph(settings, { clock, fetch, logger });
      const db = openDatabase(empty.runtimeUrl);
      expect(await seedCompany(db, ACME)).toBe(outcome);
      await expect(db.$executeRaw`CREATE TABLE more ()`).rejects.toThrow(/permission denied/);
      await db.$disconnect();
      await subgraph.stop();
    }
  });

  it('is not ready without its database, but lives', async () => {
    const lost = await createTestDatabase();
    const urls = { databaseUrl: lost.runtimeUrl, migrationDatabaseUrl: lost.ownerUrl };
    const subgraph = await startCompanySubgraph({ ...settings, ...urls }, { clock, fetch, logger });
    await lost.drop();
    expect((await fetch(`${subgraph.url}/ready`)).status).toBe(503);
    expect((await fetch(`${subgraph.url}/health`)).status).toBe(200);
    await subgraph.stop();
  });

  it('says so when its port is taken, and lets go of the database', async () => {
    const first = await startCompanySubgraph(settings, { clock, fetch, logger });
    const second = startCompanySubgraph({ ...settings, port: first.port }, { clock, fetch, logger });
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await first.stop();
  });
});
