import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { asRegistry } from '#subgraphs/shared/access/row-security.ts';
import { loadExtension } from '#subgraphs/company/extension/extension-loading.ts';
import { prepareExtension } from '#subgraphs/company/extension/extension-store.ts';
import { openDatabase } from '#subgraphs/shared/database.ts';
import { createTestDatabase, type TestDatabase } from '#test/testkit/postgres.ts';
import { prepareTables } from '../../examples/nimbus/database.ts';
import { DATABASE_OWNERS, databaseSetting, loadSettings } from '../config.ts';
import { ensureCompanyKeys } from '../issuer/company-keys.ts';
import { COMPANIES_WITH_SUBGRAPH } from '../scenario/companies.ts';
import { extensionModuleOf } from '../scenario/realms.ts';
import { seedGivenDatabases } from './seed-command.ts';
import { seedSharedDatabase } from './seed-databases.ts';

describe('seed', () => {
  let databases: TestDatabase[];
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'agent-network-seed-'));
    const folders = DATABASE_OWNERS.map((owner) => (owner === 'shared' ? 'shared' : 'company'));
    databases = await Promise.all(
      folders.map((folder) => createTestDatabase({ migrations: `prisma/${folder}/migrations` })),
    );
    const { ownerUrl = '', runtimeUrl = '' } = databases[DATABASE_OWNERS.indexOf('nimbus')] ?? {};
    await prepareTables(ownerUrl, runtimeUrl);
    const acme = databases[DATABASE_OWNERS.indexOf('acme')];
    const extension = await loadExtension(extensionModuleOf('acme') ?? '', 'acme');
    await prepareExtension(extension, {
      databaseUrl: acme?.runtimeUrl ?? '',
      migrationDatabaseUrl: acme?.ownerUrl ?? '',
    });
  }, 60_000);
  afterAll(async () => {
    await Promise.all(databases.map((database) => database.drop()));
    await rm(dataDir, { recursive: true });
  });

  const settings = () => {
    const urls = DATABASE_OWNERS.map(
      (owner, index) => [databaseSetting(owner), databases[index]?.runtimeUrl ?? ''] as const,
    );
    return loadSettings({ ...Object.fromEntries(urls), DATA_DIR: dataDir });
  };

  it('writes the scenario once', async () => {
    const told: string[] = [];
    const terminal = { out: (text: string) => void told.push(text), err: () => {} };
    await seedGivenDatabases(settings(), terminal, { json: false });
    await seedGivenDatabases(settings(), terminal, { json: true });
    expect(told.slice(0, 4)).toEqual(DATABASE_OWNERS.map((owner) => `${owner}: seeded`));
    expect(JSON.parse(told[4] ?? '')).toEqual({
      shared: 'kept',
      acme: 'kept',
      harbor: 'kept',
      nimbus: 'kept',
    });
  });

  it('registers the companies at their addresses of the day', async () => {
    const url = databases[0]?.runtimeUrl ?? '';
    await seedSharedDatabase(url, { dataDir, ports: { ...loadSettings({}).ports, harbor: 4912 } });
    const database = openDatabase(url);
    const companies = await asRegistry(database, (transaction) =>
      transaction.company.findMany({ orderBy: { slug: 'asc' }, include: { keys: true } }),
    );
    await database.$disconnect();
    expect(companies.map(({ slug, subgraphUrl }) => [slug, subgraphUrl])).toEqual([
      ['acme', 'http://127.0.0.1:4011/graphql'],
      ['harbor', 'http://127.0.0.1:4912/graphql'],
      ['nimbus', 'http://127.0.0.1:4013/graphql'],
      ['outsider', null],
    ]);
    const kids = companies.map(({ keys }) => keys.map(({ kid }) => kid));
    const kept = await ensureCompanyKeys(dataDir);
    expect(kids).toEqual([...COMPANIES_WITH_SUBGRAPH.map((slug) => [kept.get(slug)?.kid]), []]);
  });

  it('says which database has no tables yet', async () => {
    const url = databases[1]?.runtimeUrl ?? '';
    const swapped = loadSettings(
      Object.fromEntries(DATABASE_OWNERS.map((owner) => [databaseSetting(owner), url])),
    );
    const quiet = { out: () => {}, err: () => {} };
    await expect(seedGivenDatabases(swapped, quiet, { json: false })).rejects.toMatchObject({
      code: 'DATABASE_NOT_READY',
      message: expect.stringContaining('SHARED_DATABASE_URL'),
    });
  });

  it('wants addresses', async () => {
    const quiet = { out: () => {}, err: () => {} };
    await expect(seedGivenDatabases(loadSettings({}), quiet, { json: false })).rejects.toMatchObject({
      code: 'SETTING_INVALID',
      exitStatus: 2,
    });
  });
});
