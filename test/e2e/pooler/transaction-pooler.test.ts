import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { poolOptions } from '#prisma/database.ts';
import { checkPooledSession } from '#prisma/pooled-session.ts';
import { withClient } from '#prisma/tool/migrate.ts';
import { listenForNotices } from '#subgraphs/kit/wake-listener.ts';
import { enterCompany } from '#subgraphs/shared/access/row-security.ts';
import { openDatabase, type Database } from '#subgraphs/shared/database.ts';
import { TEAM_EVENTS_CHANNEL } from '#subgraphs/shared/events/event-notice.ts';
import { conversationIn } from '#subgraphs/shared/testing/conversation.ts';
import { IDS } from '#subgraphs/shared/testing/interval-team.ts';
import { addTeams } from '#subgraphs/shared/testing/many-teams.ts';
import { openTestShared, type TestShared } from '#subgraphs/shared/testing/test-shared.ts';
import { PGBOUNCER, startPooler, type Pooler } from '#test/testkit/pooler.ts';

/** Debian's package `pgbouncer`; skipped, and said to be skipped, where it is not installed. */
const describeIfPooler = PGBOUNCER === undefined ? describe.skip : describe;

describeIfPooler('behind a pooler that gives connections for a transaction', () => {
  let shared: TestShared;
  let pooler: Pooler;
  let pooled: Database;
  let talk: ReturnType<typeof conversationIn>;
  beforeAll(async () => {
    shared = await openTestShared();
    await addTeams(shared.database, ['outsider', 'harbor'], { teams: 2, threads: 1, messages: 3 });
    pooler = await startPooler([shared.urls.runtimeUrl], 3);
    pooled = openDatabase(pooler.through(shared.urls.runtimeUrl), { connections: 20, pooled: true });
    talk = conversationIn({ ...shared, database: pooled });
  }, 60_000);
  afterAll(async () => {
    await pooled.$disconnect();
    await pooler.stop();
    await shared.close();
  });

  const countAs = (company: string) =>
    pooled.$transaction(
      async (transaction) => {
        await enterCompany(transaction, company);
        const before = await transaction.message.count();
        await transaction.$queryRaw`SELECT pg_sleep(0.005)::text`;
        return [before, await transaction.message.count()];
      },
      { maxWait: 30_000, timeout: 30_000 },
    );

  it('each transaction is of its company alone, on three connections for twenty', async () => {
    const all = await shared.rows.message.count();
    const outsiders = await shared.rows.message.count({ where: { teamId: { not: IDS.team } } });
    const seen: Record<string, number> = {
      acme: all - outsiders,
      outsider: outsiders,
      harbor: all,
      nobody: 0,
    };
    const companies = Array.from({ length: 120 }, (_, index) => Object.keys(seen)[index % 4] ?? '');
    const counts = await Promise.all(companies.map(countAs));
    expect(counts).toEqual(companies.map((company) => [seen[company], seen[company]]));
    expect(await pooled.message.count()).toBe(0);
    const [used] = await shared.rows.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM pg_stat_activity WHERE usename = ${shared.urls.runtimeRole}
        AND datname = current_database() AND application_name = 'agent-network-shared'`;
    expect(used?.count).toBeLessThanOrEqual(3 + 20);
  }, 60_000);

  it('messages are posted, edited and read, with the instants that were given', async () => {
    const said = (await talk.post('harbor', IDS.late, 'through the pooler')).thing?.id ?? '';
    await talk.onMessage('editMessage', 'harbor', { messageId: said, body: 'through the pooler, better' });
    expect((await talk.message('acme', said))?.body).toBe('through the pooler, better');
    const row = await shared.rows.message.findFirstOrThrow({ where: { id: said } });
    expect(row.createdAt.toISOString()).toBe('2026-04-01T12:00:00.000Z');
  });

  it('notices are heard at a direct address', async () => {
    const heard: (string | null)[] = [];
    const listener = listenForNotices({
      connection: poolOptions(shared.urls.runtimeUrl),
      channel: TEAM_EVENTS_CHANNEL,
      onNotice: (text) => heard.push(text),
      onFault: (error) => {
        throw error;
      },
    });
    while (heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const said = await talk.post('harbor', IDS.late, 'heard');
    expect(said.codes).toEqual([]);
    while (heard.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(heard.at(-1)).toContain(IDS.team);
    await listener.stop();
  });

  it('a program that does not know of it does not get in', async () => {
    const unaware = openDatabase(pooler.through(shared.urls.runtimeUrl));
    await expect(unaware.$queryRaw`SELECT 1`).rejects.toThrow(/startup parameter/);
    await unaware.$disconnect();
  });

  it('sessions in another time zone are refused, with what to run', async () => {
    const url = pooler.through(shared.urls.runtimeUrl);
    await expect(checkPooledSession(url)).resolves.toBeUndefined();
    const name = new URL(url).pathname.slice(1);
    const setZone = (zone: string) =>
      withClient(shared.urls.ownerUrl, (client) =>
        client.query(`ALTER DATABASE ${name} SET TimeZone TO '${zone}'`),
      );
    await setZone('Pacific/Auckland');
    const second = await startPooler([shared.urls.runtimeUrl], 1);
    const refused = checkPooledSession(second.through(shared.urls.runtimeUrl));
    await expect(refused).rejects.toThrow(`ALTER DATABASE "${name}" SET TimeZone TO 'UTC'`);
    await second.stop();
    await setZone('UTC');
  });
});
