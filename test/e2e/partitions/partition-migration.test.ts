import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SHARED_SCENARIO } from '#cli/scenario/rollout-team.ts';
import { partitionAhead } from '#prisma/shared/partition-ahead.ts';
import { applyMigrations, withClient } from '#prisma/tool/migrate.ts';
import { enterCompany } from '#subgraphs/shared/access/row-security.ts';
import { verifyTeams } from '#subgraphs/shared/events/chain-verification.ts';
import { seedShared } from '#subgraphs/shared/seed.ts';
import { conversationIn } from '#subgraphs/shared/testing/conversation.ts';
import { IDS } from '#subgraphs/shared/testing/interval-team.ts';
import { addTeams } from '#subgraphs/shared/testing/many-teams.ts';
import { openTestShared, type TestShared } from '#subgraphs/shared/testing/test-shared.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../prisma/shared/migrations', import.meta.url));
const PARTITIONS = '20261130100000_partitions_by_team';
/** Came after, and holds on to the table of messages. */
const LOOK_UP = '20261130500000_messages_of_team';

/** All migrations but the one that makes parts, and what leans on it: the program of today works on what the others make. */
let earlier: string;
beforeAll(async () => {
  earlier = await mkdtemp(path.join(tmpdir(), 'agent-network-partitions-'));
  for (const name of await readdir(MIGRATIONS))
    if (name !== PARTITIONS && name !== LOOK_UP)
      await cp(path.join(MIGRATIONS, name), path.join(earlier, name), { recursive: true });
});
afterAll(() => rm(earlier, { recursive: true }));

let shared: TestShared;
let talk: ReturnType<typeof conversationIn>;
afterEach(() => shared.close());

/** A database as the version before left it, with the reference scenario, forty teams and one that has seen everything. */
async function openEarlier() {
  shared = await openTestShared(earlier);
  await makeLookUp();
  talk = conversationIn(shared);
  const teams = SHARED_SCENARIO.teams.map((team) => ({ ...team, slug: 'reference' }));
  await seedShared(shared.database, { ...SHARED_SCENARIO, teams });
  await addTeams(shared.database, ['acme', 'outsider'], { teams: 40, threads: 2, messages: 4 });
  await saySomething('before');
}

/** Posts, an answer, an edit, a redaction, a reaction, a mention and a message hidden. */
async function saySomething(when: string) {
  const mention = { mentionIds: [IDS.acmeLead] };
  const first = await talk.post('harbor', IDS.late, `${when}: first`, mention);
  const said = first.thing?.id ?? '';
  await talk.post('acme', IDS.late, `${when}: an answer`, { replyToId: said });
  await talk.onMessage('editMessage', 'harbor', { messageId: said, body: `${when}: first, better` });
  await talk.onMessage('addReaction', 'acme', { messageId: said, emoji: '👍' });
  const slip = (await talk.post('harbor', IDS.late, `${when}: a slip`)).thing?.id ?? '';
  await talk.onMessage('redactMessage', 'harbor', { messageId: slip });
  await talk.onMessage('hideMessage', 'acme', { messageId: said });
  return said;
}

/** As the program of today wants it, of the table as it is. */
async function makeLookUp() {
  const sql = await readFile(path.join(MIGRATIONS, LOOK_UP, 'migration.sql'), 'utf8');
  await withClient(shared.urls.ownerUrl, (client) => client.query(sql));
}

async function migrate() {
  const { ownerUrl: url } = shared.urls;
  await withClient(url, (client) => client.query('DROP FUNCTION messages_of_team'));
  try {
    return await applyMigrations({ url, directory: MIGRATIONS });
  } catch (error) {
    await makeLookUp();
    throw error;
  }
}

const TABLES = ['messages', 'team_events', 'message_revisions', 'message_mentions', 'message_reactions'];

/** Every row of what is of messages and events, as text. */
async function everything(): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const table of [...TABLES, 'hidden_messages', 'teams']) {
    const rows = await shared.rows.$queryRawUnsafe<{ row: string }[]>(
      `SELECT w::text AS row FROM ${table} AS w ORDER BY 1`,
    );
    found[table] = rows.map(({ row }) => row);
  }
  return found;
}

/** That every log is gapless up to its head, every message has its event, and every chain is whole. */
async function expectWholeLogs() {
  const gaps = await shared.rows.$queryRaw<object[]>`
    SELECT t.id FROM teams AS t LEFT JOIN team_events AS e ON e.team_id = t.id GROUP BY t.id
    HAVING count(e.sequence) <> t.last_sequence OR max(e.sequence) <> t.last_sequence
    UNION ALL SELECT m.id FROM messages AS m WHERE NOT EXISTS (SELECT FROM team_events AS e
      WHERE e.team_id = m.team_id AND e.sequence = m.sequence AND e.payload::json->>'messageId' = m.id)`;
  expect(gaps).toEqual([]);
  const teams = await shared.rows.team.findMany({ select: { id: true, lastSequence: true } });
  expect(teams.length).toBeGreaterThan(40);
  const found = await verifyTeams(
    'acme',
    shared.rows,
    teams.map(({ id }) => id),
  );
  expect(found.map(({ firstBroken }) => firstBroken)).toEqual(found.map(() => null));
  expect(found.reduce((sum, { checked }) => sum + checked, 0)).toBeGreaterThan(500);
}

const countAs = (company: string, table: string) =>
  shared.database.$transaction(async (transaction) => {
    await enterCompany(transaction, company);
    const rows = await transaction.$queryRawUnsafe<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM ${table}`,
    );
    return rows[0]?.n;
  });

/** That the program, as it was granted its rights before, reads its own and nothing else, and goes on writing. */
async function expectWalls() {
  for (const table of ['messages', 'team_events']) {
    const outsiders = await shared.rows.$queryRawUnsafe<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM ${table} JOIN team_slugs AS s USING (team_id) WHERE s.company_slug = 'outsider'`,
    );
    expect(await countAs('outsider', table)).toBe(outsiders[0]?.n);
    expect(await countAs('nobody', table)).toBe(0);
    const parts = shared.database.$queryRawUnsafe(`SELECT * FROM ${table}_00`);
    await expect(parts).rejects.toThrow(/permission denied/);
  }
  const said = await saySomething('after');
  expect((await talk.message('harbor', said))?.body).toBe('after: first, better');
  await expectWholeLogs();
}

describe('a database of the version before', () => {
  it('has all its rows in parts after the migration, and nothing else has changed', async () => {
    await openEarlier();
    const before = await everything();
    expect((await migrate()).applied).toEqual([PARTITIONS, LOOK_UP]);
    expect(await everything()).toEqual(before);
    await expectWholeLogs();
    await expectWalls();
    expect(await partitionAhead({ url: shared.urls.ownerUrl })).toBe(0);
  }, 60_000);

  it('is copied ahead while it is written, and loses nothing', async () => {
    await openEarlier();
    const { ownerUrl: url } = shared.urls;
    const late = await saySomething('late');
    let copied = 0;
    const ended = partitionAhead({
      ...{ url, window: 3 },
      log: () => {
        if (++copied === 20) throw new Error('ended');
      },
    });
    const written = saySomething('while it is copied');
    await expect(ended).rejects.toThrow('ended');
    await written;
    expect(await partitionAhead({ url, window: 3 })).toBeGreaterThan(20);
    // Of teams that are copied to their end, and of one that came after.
    await talk.onMessage('editMessage', 'harbor', { messageId: late, body: 'late: changed once more' });
    await addTeams(shared.database, ['harbor', 'nimbus'], { teams: 1, threads: 1, messages: 3 });
    await saySomething('when all is copied');
    const before = await everything();
    await migrate();
    expect(await everything()).toEqual(before);
    await expectWholeLogs();
    await expectWalls();
  }, 60_000);

  it('is left as it was by a migration that finds other rows in the parts', async () => {
    await openEarlier();
    const { ownerUrl: url } = shared.urls;
    await partitionAhead({ url });
    const before = await everything();
    await shared.rows.$executeRaw`DELETE FROM messages_partitioned WHERE body = 'before: an answer'`;
    await expect(migrate()).rejects.toThrow(/messages has \d+ rows, and its parts have \d+/);
    expect(await everything()).toEqual(before);
    await saySomething('all the same');
  }, 60_000);
});
