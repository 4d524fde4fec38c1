import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createIdSource } from '#subgraphs/kit/ids.ts';
import { GovernedTeams } from '../testing/governed-team.ts';
import { openTestShared, type TestShared } from '../testing/test-shared.ts';
import { eraseExpired, startRetention, type RetentionRun } from './retention-job.ts';

const DAY = 86_400_000;
let shared: TestShared;
let teams: GovernedTeams;
beforeAll(async () => {
  shared = await openTestShared();
  teams = new GovernedTeams(shared.database);
});
afterAll(() => shared.close());

const tools = () => {
  const clock = () => teams.now;
  return { database: shared.database, clock, ids: createIdSource(clock) };
};
const run = () => eraseExpired(tools());

/** A team of two that has agreed to keep messages for so many days. */
async function teamKeeping(retentionDays: number | null) {
  const { team } = await teams.do('acme', 'createTeam', { name: 'Case' }, 'team { id }');
  const teamId = team?.id ?? '';
  const input = { teamId, company: 'harbor', purpose: 'Help', retentionDays };
  const { invitation } = await teams.do('acme', 'inviteCompany', input, 'invitation { id }');
  await teams.do('harbor', 'acceptInvitation', { invitationId: invitation?.id });
  const { thread } = await teams.do('acme', 'createThread', { teamId, title: 'Talk' }, 'thread { id }');
  return { teamId, threadId: thread?.id ?? '' };
}

let keys = 0;
async function post(company: string, threadId: string, body: string): Promise<string> {
  const input = { threadId, body, idempotencyKey: `retention-${(keys += 1)}` };
  const { message } = await teams.do(company, 'postMessage', input, 'message { id sequence }');
  return message?.id ?? '';
}

interface Read {
  readonly id: string;
  readonly body: string;
  readonly redactedAt: string | null;
  readonly redactionCause: string | null;
  readonly revisions: readonly object[];
}
const read = async (company: string, threadId: string): Promise<Read[]> => {
  const source = `query ($id: ID!) { thread(id: $id) { messages(first: 100) { nodes {
    id body redactedAt redactionCause revisions { body } } } } }`;
  const { thread } = await teams.ask<{ thread: { messages: { nodes: Read[] } } }>(company, source, {
    id: threadId,
  });
  return thread.messages.nodes;
};
const bodies = async (company: string, threadId: string) =>
  (await read(company, threadId)).map(({ body }) => body);
const retention = async (company: string, teamId: string) =>
  (await teams.ask<{ team: object }>(company, `{ team(id: "${teamId}") { retentionDays ownRetentionDays } }`))
    .team;
const verify = async (company: string, teamId: string) =>
  (await teams.ask<{ team: { verify: object } }>(company, `{ team(id: "${teamId}") { verify { valid } } }`))
    .team.verify;

describe('what the companies have agreed on', () => {
  it('ends messages on their day, for everybody, in the log of the team', async () => {
    const { teamId, threadId } = await teamKeeping(30);
    expect(await retention('harbor', teamId)).toEqual({ retentionDays: 30, ownRetentionDays: null });
    const old = await post('acme', threadId, 'quixotic first draft');
    await teams.do('acme', 'editMessage', { messageId: old, body: 'quixotic second draft' });
    await post('harbor', threadId, 'quixotic answer');
    teams.now += 29 * DAY;
    await post('acme', threadId, 'quixotic and new');
    expect(await run()).toMatchObject({ busy: false });
    expect(await bodies('harbor', threadId)).toContain('quixotic second draft');
    teams.now += DAY + 1;
    expect(await run()).toEqual({ erased: 2, busy: false });
    for (const company of ['acme', 'harbor']) {
      const [first, second, third] = await read(company, threadId);
      const gone = { body: '', redactedAt: expect.any(String), redactionCause: 'RETENTION', revisions: [] };
      expect([first, second]).toEqual([expect.objectContaining(gone), expect.objectContaining(gone)]);
      expect(third).toMatchObject({ body: 'quixotic and new', redactionCause: null });
      expect(await verify(company, teamId)).toEqual({ valid: true });
      const hits = await teams.ask<{ search: { nodes: { message: { body: string } }[] } }>(
        ...([company, '{ search(query: "quixotic") { nodes { message { body } } } }'] as const),
      );
      expect(hits.search.nodes.map(({ message }) => message.body)).toEqual(['quixotic and new']);
    }
    const events = await shared.rows.teamEvent.findMany({ where: { teamId, kind: 'MESSAGE_EXPIRED' } });
    expect(events.map(({ companySlug, actorId }) => [companySlug, actorId])).toEqual([
      [null, null],
      [null, null],
    ]);
    expect(await run()).toEqual({ erased: 0, busy: false });
  });

  it('leaves no word in any table', async () => {
    const { threadId } = await teamKeeping(1);
    const id = await post('acme', threadId, 'zephyrword one');
    await teams.do('acme', 'editMessage', { messageId: id, body: 'zephyrword two' });
    const tables = await shared.rows.$queryRaw<{ name: string }[]>`
      SELECT c.relname::text AS name FROM pg_class AS c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition`;
    const found = async () => {
      const with_: string[] = [];
      for (const { name } of tables) {
        const rows = await shared.rows.$queryRawUnsafe<object[]>(
          `SELECT 1 AS one FROM "${name}" AS t WHERE to_jsonb(t)::text ILIKE '%zephyrword%' LIMIT 1`,
        );
        if (rows.length > 0) with_.push(name);
      }
      return with_;
    };
    expect((await found()).sort()).toEqual(['message_revisions', 'messages']);
    teams.now += 2 * DAY;
    await run();
    expect(await found()).toEqual([]);
  });

  it('is not what invitations from before said, and null keeps everything', async () => {
    const { teamId, threadId } = await teamKeeping(1);
    await shared.rows.invitation.updateMany({ where: { teamId }, data: { retentionEnforced: false } });
    const free = await teamKeeping(null);
    for (const thread of [threadId, free.threadId]) await post('acme', thread, 'kept');
    teams.now += 400 * DAY;
    await run();
    for (const thread of [threadId, free.threadId]) expect(await bodies('harbor', thread)).toEqual(['kept']);
    expect(await retention('acme', teamId)).toEqual({ retentionDays: null, ownRetentionDays: null });
  });

  it('is shown to whom it will bind before it accepts: the shorter of what was agreed', async () => {
    const { teamId } = await teamKeeping(30);
    for (const [company, asked, shown] of [
      ['nimbus', null, 30],
      ['outsider', 7, 7],
    ] as const) {
      const input = { teamId, company, purpose: 'Help', retentionDays: asked };
      const made = await teams.do(
        'acme',
        'inviteCompany',
        input,
        'invitation { id terms { retentionDays } }',
      );
      expect(made.invitation).toMatchObject({ terms: { retentionDays: shown } });
    }
  });
});

describe("a company's own setting", () => {
  it('ends its own messages alone, and is told to the others', async () => {
    const { teamId, threadId } = await teamKeeping(null);
    await post('acme', threadId, 'of acme');
    await post('harbor', threadId, 'of harbor');
    await teams.do('acme', 'setRetention', { teamId, days: 10 }, 'team { id }');
    expect(await retention('acme', teamId)).toEqual({ retentionDays: null, ownRetentionDays: 10 });
    expect(await retention('harbor', teamId)).toEqual({ retentionDays: null, ownRetentionDays: null });
    const told = await shared.rows.teamEvent.findFirstOrThrow({ where: { teamId, kind: 'RETENTION_SET' } });
    expect(JSON.parse(told.payload)).toEqual({ company: 'acme', days: 10 });
    teams.now += 11 * DAY;
    await run();
    expect(await bodies('harbor', threadId)).toEqual(['', 'of harbor']);
    await teams.do('acme', 'setRetention', { teamId, days: null });
    await post('acme', threadId, 'kept again');
    teams.now += 11 * DAY;
    await run();
    expect(await bodies('harbor', threadId)).toEqual(['', 'of harbor', 'kept again']);
  });

  it('is no longer than what was agreed, and its stewards set it', async () => {
    const { teamId } = await teamKeeping(30);
    const set = async (company: string, days: number, subject?: string) =>
      (await teams.act(company, 'setRetention', { teamId, days }, '', subject)).code;
    expect(await set('acme', 31)).toBe('INVALID_INPUT');
    expect(await set('acme', 0)).toBe('INVALID_INPUT');
    expect(await set('acme', 5, 'somebody')).toBe('NOT_PERMITTED');
    expect(await set('nimbus', 5)).toBe('NOT_FOUND');
    expect(await set('acme', 30)).toBe('DONE');
  });

  it('ends the messages of a company that has left, too', async () => {
    const { teamId, threadId } = await teamKeeping(null);
    await post('harbor', threadId, 'left behind');
    await teams.do('harbor', 'setRetention', { teamId, days: 3 });
    await teams.do('harbor', 'leaveTeam', { teamId });
    teams.now += 4 * DAY;
    await run();
    expect(await bodies('acme', threadId)).toEqual(['']);
    expect(await verify('acme', teamId)).toEqual({ valid: true });
  });
});

describe('the job', () => {
  it('leaves the work to the replica that is at it', async () => {
    const { threadId } = await teamKeeping(1);
    await post('acme', threadId, 'still here');
    teams.now += 2 * DAY;
    await shared.rows.$transaction(
      async (other) => {
        await other.$queryRaw`SELECT pg_advisory_xact_lock(72707372)::text`;
        expect(await run()).toEqual({ erased: 0, busy: true });
      },
      { timeout: 60_000 },
    );
    expect(await bodies('acme', threadId)).toEqual(['still here']);
    const runs = await Promise.all([run(), run(), run()]);
    expect(runs.reduce((sum, { erased }) => sum + erased, 0)).toBe(1);
  });

  it('erases more than a batch, each message once', async () => {
    const { teamId, threadId } = await teamKeeping(1);
    for (let n = 0; n < 105; n += 1) await post('acme', threadId, `number ${n}`);
    teams.now += 2 * DAY;
    expect(await run()).toEqual({ erased: 105, busy: false });
    expect(await shared.rows.teamEvent.count({ where: { teamId, kind: 'MESSAGE_EXPIRED' } })).toBe(105);
    expect(await verify('harbor', teamId)).toEqual({ valid: true });
  }, 60_000);

  it('runs by itself, and is over when it is stopped', async () => {
    const { threadId } = await teamKeeping(1);
    await post('acme', threadId, 'going');
    teams.now += 2 * DAY;
    const faults: unknown[] = [];
    let onRun: (run: RetentionRun) => void = () => undefined;
    const first = new Promise<RetentionRun>((resolve) => (onRun = resolve));
    const job = startRetention(tools(), {
      intervalMs: 5,
      onRun,
      onFault: (error) => void faults.push(error),
    });
    expect(await first).toEqual({ erased: 1, busy: false });
    await job.stop();
    expect(faults).toEqual([]);
    await post('acme', threadId, 'staying');
    teams.now += 2 * DAY;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await bodies('acme', threadId)).toEqual(['', 'staying']);
    await run();
  });
});
