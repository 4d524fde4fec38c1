import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { grantRuntime } from '#prisma/tool/grant-runtime.ts';
import { applyMigrations } from '#prisma/tool/migrate.ts';
import { openDatabase, type Database, type Transaction } from '#subgraphs/shared/database.ts';
import { createIdSource } from '#subgraphs/kit/ids.ts';
import { verifyTeams } from '#subgraphs/shared/events/chain-verification.ts';
import { eraseExpired } from '#subgraphs/shared/retention/retention-job.ts';
import { createReadReplica, type ReadReplica } from '#subgraphs/shared/read-replica.ts';
import { RequestDatabase } from '#subgraphs/shared/request-database.ts';
import { registerCompanies } from '#subgraphs/shared/seed.ts';
import { insertSeededTeam } from '#subgraphs/shared/seed-store.ts';
import { IDS, INTERVAL_TEAM } from '#subgraphs/shared/testing/interval-team.ts';
import { openRows } from '#subgraphs/shared/testing/owned-rows.ts';
import { COMPANIES } from '#subgraphs/shared/testing/test-shared.ts';
import { teamIsReadable } from '#subgraphs/shared/access/readable.ts';
import { startReplicatedServer, type ReplicatedServer } from '#test/testkit/streaming-replica.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../prisma/shared/migrations', import.meta.url));

let server: ReplicatedServer;
let database: Database;
let rows: Database;
let replica: ReadReplica;
const faults: unknown[] = [];
beforeAll(async () => {
  server = await startReplicatedServer();
  const urls = await server.primary.ensureDatabase('shared');
  await applyMigrations({ url: urls.ownerUrl, directory: MIGRATIONS });
  await grantRuntime({ url: urls.ownerUrl, role: 'shared_app' });
  database = openDatabase(urls.runtimeUrl);
  rows = openRows(urls.ownerUrl);
  await registerCompanies(database, COMPANIES);
  await insertSeededTeam(database, INTERVAL_TEAM);
  replica = await connect(openDatabase(server.atStandby(urls.runtimeUrl)));
}, 120_000);
afterEach(() => server.resume().catch(() => undefined));
afterAll(async () => {
  await Promise.all([replica.close(), database.$disconnect(), rows.$disconnect()]);
  await server.stop();
}, 60_000);

/** As the program has it, but that a request waits longer for it, and none rests. */
const connect = (standby: Database, patienceMs = 20_000) =>
  createReadReplica({ database, replica: standby }, (fault) => faults.push(fault), {
    ...{ patienceMs, pauseMs: 5, restMs: 0 },
  });

/** Where a read came from, and what was there: the team's readers see how many messages. */
const look = (company: string) => async (transaction: Transaction) => {
  const [seen] = await transaction.$queryRaw<{ from: string; team: boolean; messages: number }[]>`
    SELECT CASE WHEN pg_is_in_recovery() THEN 'replica' ELSE 'database' END AS from,
      EXISTS (SELECT FROM teams AS t WHERE t.id = ${IDS.team} AND ${teamIsReadable(company)}) AS team,
      (SELECT count(*)::int FROM messages) AS messages`;
  return seen;
};

async function readAs(company: string, through: ReadReplica = replica) {
  const request = new RequestDatabase(database, company, null, through);
  try {
    return await request.read(look(company));
  } finally {
    await request.close();
  }
}

let sequence = 500;
const addMessage = (to: Pick<Database, 'message'>) => {
  sequence += 1;
  const id = `msg_replica_${String(sequence)}`;
  return to.message.createMany({
    data: {
      ...{ id, teamId: IDS.team, threadId: IDS.early, sequence, body: 'x', bodySalt: '0'.repeat(32) },
      ...{ authorId: IDS.acmeLead, idempotencyKey: id, createdAt: new Date() },
    },
  });
};

describe('a query', () => {
  it('is read from the replica, behind the same walls', async () => {
    const count = await rows.message.count();
    expect(await readAs('acme')).toEqual({ from: 'replica', team: true, messages: count });
    expect(await readAs('outsider')).toEqual({ from: 'replica', team: false, messages: 0 });
  });

  it('shows whatever was committed before it', async () => {
    for (let turn = 0; turn < 30; turn += 1) {
      await addMessage(rows);
      const count = await rows.message.count();
      expect(await readAs('acme')).toEqual({ from: 'replica', team: true, messages: count });
    }
  });

  it('waits for a replica that is behind', async () => {
    await server.pause();
    await addMessage(rows);
    const count = await rows.message.count();
    const reading = readAs('acme');
    await new Promise((resolve) => setTimeout(resolve, 200));
    await server.resume();
    expect(await reading).toEqual({ from: 'replica', team: true, messages: count });
  });
});

describe('retention', () => {
  it('erases in the database alone, and the replica shows that, and the log whole', async () => {
    const at = new Date();
    await rows.retentionSetting.create({
      data: { teamId: IDS.team, companySlug: 'acme', days: 1, sequence: 1, setAt: at },
    });
    const clock = () => at.getTime() + 2 * 86_400_000;
    const ids = createIdSource(clock);
    const standby = openDatabase(server.atStandby(await runtimeUrl()));
    // There it could not even begin.
    await expect(eraseExpired({ database: standby, clock, ids })).rejects.toThrow(/read-only|recovery/);
    await standby.$disconnect();
    const { erased } = await eraseExpired({ database, clock, ids });
    expect(erased).toBeGreaterThan(30);
    const request = new RequestDatabase(database, 'acme', null, replica);
    const seen = await request.read(async (transaction) => ({
      ...(await look('acme')(transaction)),
      logs: await verifyTeams('acme', transaction, [IDS.team]),
      told: await transaction.teamEvent.count({ where: { kind: 'MESSAGE_EXPIRED' } }),
      texts: await transaction.message.count({ where: { authorId: IDS.acmeLead, NOT: { body: '' } } }),
    }));
    await request.close();
    expect(seen).toMatchObject({ from: 'replica', told: erased, texts: 0 });
    expect(seen.logs).toMatchObject([{ teamId: IDS.team, firstBroken: null }]);
    expect(seen.logs[0]?.checked).toBeGreaterThan(erased);
  });
});

describe('a replica that stays behind', () => {
  it('is not read: not what a company lost meanwhile, nor without what it wrote', async () => {
    const impatient = await connect(openDatabase(server.atStandby(await runtimeUrl())), 50);
    await server.pause();
    const interval = { teamId: IDS.team, companySlug: 'nimbus' };
    expect(await readAs('nimbus', impatient)).toMatchObject({ team: true });
    await rows.membershipInterval.updateMany({ where: interval, data: { readable: false } });
    await addMessage(rows);
    const count = await rows.message.count();
    expect(await readAs('nimbus', impatient)).toMatchObject({ from: 'database', team: false });
    expect(await readAs('acme', impatient)).toEqual({ from: 'database', team: true, messages: count });
    await server.resume();
    expect(await readAs('nimbus')).toMatchObject({ from: 'replica', team: false });
    await impatient.close();
  });

  it('lets nobody wait for it more than once in a while', async () => {
    const standby = openDatabase(server.atStandby(await runtimeUrl()));
    const rested = await createReadReplica({ database, replica: standby }, () => undefined, {
      ...{ patienceMs: 30, pauseMs: 5, restMs: 60_000 },
    });
    await server.pause();
    await addMessage(rows);
    expect(await rested.caughtUp()).toBeNull();
    await server.resume();
    expect(await replica.caughtUp()).not.toBeNull();
    expect(await rested.caughtUp()).toBeNull();
    await rested.close();
  });
});

describe('a request that writes', () => {
  it('reads the database from then on', async () => {
    const request = new RequestDatabase(database, 'acme', null, replica);
    expect(await request.read(look('acme'))).toMatchObject({ from: 'replica' });
    await request.write(addMessage);
    const count = await rows.message.count();
    expect(await request.read(look('acme'))).toEqual({ from: 'database', team: true, messages: count });
    await request.close();
  });
});

describe('what is no replica of the database', () => {
  it('is not read: the database itself, or one that cannot be reached', async () => {
    const itself = await connect(openDatabase(await runtimeUrl()), 50);
    expect(await readAs('acme', itself)).toMatchObject({ from: 'database', team: true });
    expect(String(faults.at(-1))).toMatch(/is no replica of the database/);
    await itself.close();
    const nowhere = await connect(openDatabase('postgresql://x:x@127.0.0.1:1/shared'), 50);
    expect(await readAs('acme', nowhere)).toMatchObject({ from: 'database', team: true });
    await nowhere.close();
  });

  it('is not read where it was promoted', async () => {
    await rows.$queryRaw`SELECT 1`;
    const admin = openDatabase(server.standby.adminUrl);
    await admin.$queryRaw`SELECT pg_promote(true, 60)`;
    await admin.$disconnect();
    expect(await readAs('acme')).toMatchObject({ from: 'database' });
    expect(String(faults.at(-1))).toMatch(/is no replica of the database/);
  });
});

const runtimeUrl = async () => (await server.primary.ensureDatabase('shared')).runtimeUrl;
