import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { grantRuntime } from '#prisma/tool/grant-runtime.ts';
import { withClient } from '#prisma/tool/migrate.ts';
import type { Transaction } from '../database.ts';
import { messageIdsAreFree } from '../messages/message-store.ts';
import { addTeams } from '../testing/many-teams.ts';
import { openTestShared, type TestShared } from '../testing/test-shared.ts';
import { enterCompany, openTeam } from './row-security.ts';

let shared: TestShared;
let parts: string[];
beforeAll(async () => {
  shared = await openTestShared();
  await addTeams(shared.database, ['acme', 'harbor'], { teams: 20, threads: 1, messages: 2 });
  const rows = await shared.rows.$queryRaw<{ name: string }[]>`
    SELECT relname::text AS name FROM pg_class WHERE relispartition AND relkind = 'r' ORDER BY 1`;
  parts = rows.map(({ name }) => name);
});
afterAll(() => shared.close());

/** What the program's role is answered when it asks a part as a company, with all that opens a team. */
const asksAs = (statement: string) =>
  shared.database.$transaction(async (transaction) => {
    await enterCompany(transaction, 'acme');
    await openTeam(transaction, 'tem_any');
    return transaction.$queryRawUnsafe<object[]>(statement);
  });

/** Gives the program's role what an operator may by mistake: everything on every table. */
const overgrant = () =>
  withClient(shared.urls.ownerUrl, (client) =>
    client.query(`GRANT ALL ON ALL TABLES IN SCHEMA public TO ${shared.urls.runtimeRole}`),
  );

describe('an id that a company chose', () => {
  const as = <T>(company: string, work: (transaction: Transaction) => Promise<T>) =>
    shared.database.$transaction(async (transaction) => {
      await enterCompany(transaction, company);
      return work(transaction);
    });

  it('is free if no message of any team has it, which tells nothing more and opens nothing', async () => {
    const { id } = await shared.rows.message.findFirstOrThrow();
    await as('outsider', async (transaction) => {
      expect(await messageIdsAreFree(transaction, ['msg_new', id])).toBe(false);
      expect(await messageIdsAreFree(transaction, ['msg_new'])).toBe(true);
      const after = await transaction.$queryRaw<object[]>`
        SELECT current_setting('app.operator') AS operator, (SELECT count(*)::int FROM messages) AS seen`;
      expect(after).toEqual([{ operator: '', seen: 0 }]);
    });
  });

  it('is held until its transaction ends: another that chose it too waits', async () => {
    const order: string[] = [];
    let second: Promise<unknown> = Promise.resolve();
    await as('acme', async (transaction) => {
      await messageIdsAreFree(transaction, ['msg_a', 'msg_b']);
      second = as('harbor', (other) => messageIdsAreFree(other, ['msg_b'])).then(() => order.push('second'));
      while ((await waiting(transaction)) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      order.push('first');
    });
    await second;
    expect(order).toEqual(['first', 'second']);
  });

  async function waiting(transaction: Transaction): Promise<number> {
    const [found] = await transaction.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    return found?.count ?? 0;
  }
});

describe('the parts of messages and events', () => {
  it('are sixteen of each, with a wall that has no door but for maintenance', async () => {
    expect(parts).toHaveLength(32);
    const facts = await shared.rows.$queryRaw<object[]>`
      SELECT DISTINCT c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced, ARRAY(
        SELECT p.polname::text FROM pg_policy AS p WHERE p.polrelid = c.oid) AS policies
      FROM pg_class AS c WHERE c.relispartition AND c.relkind = 'r'`;
    expect(facts).toEqual([{ enabled: true, forced: true, policies: ['maintenance'] }]);
  });

  it('are closed to the program: it has no right to any', async () => {
    for (const part of parts) {
      await expect(asksAs(`SELECT * FROM "${part}"`)).rejects.toThrow(/permission denied/);
      await expect(asksAs(`DELETE FROM "${part}" RETURNING 1`)).rejects.toThrow(/permission denied/);
    }
  });

  it('show nothing and take nothing where somebody gave the right, which the next start takes back', async () => {
    await overgrant();
    for (const part of parts) {
      expect(await asksAs(`SELECT team_id FROM "${part}"`)).toEqual([]);
      expect(await asksAs(`DELETE FROM "${part}" RETURNING 1`)).toEqual([]);
    }
    const copied = `INSERT INTO "team_events_00" SELECT * FROM team_events RETURNING 1`;
    await expect(asksAs(copied)).rejects.toThrow(/row-level security/);
    await grantRuntime({ url: shared.urls.ownerUrl, role: shared.urls.runtimeRole });
    await expect(asksAs(`SELECT * FROM "${parts[0] ?? ''}"`)).rejects.toThrow(/permission denied/);
    expect((await asksAs('SELECT 1 FROM messages')).length).toBeGreaterThan(0);
  });

  it('hold all there is, each team in one of them', async () => {
    for (const whole of ['messages', 'team_events']) {
      const [spread] = await shared.rows.$queryRawUnsafe<{ teams: number; places: number; used: number }[]>(
        `SELECT count(DISTINCT team_id)::int AS teams, count(DISTINCT (team_id, tableoid))::int AS places,
           count(DISTINCT tableoid)::int AS used FROM ${whole}`,
      );
      expect(spread).toMatchObject({ teams: 21, places: 21 });
      expect(spread?.used).toBeGreaterThan(5);
    }
  });
});
