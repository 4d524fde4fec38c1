import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase, type Database } from '../database.ts';
import { ACME, TEST_TIME } from '../testkit/acme-scenario.ts';
import { as } from '../testkit/callers.ts';
import { conversationOf, type Done } from '../testkit/conversation.ts';
import { startTestCompany, type Json, type TestCompany } from '../testkit/test-company.ts';
import { eraseExpiredPrivate, startPrivateRetention } from './private-retention.ts';

const DAY = 86_400_000;
let acme: TestCompany;
let db: Database;
let talk: ReturnType<typeof conversationOf>;
beforeAll(async () => {
  acme = await startTestCompany(ACME);
  db = openDatabase(acme.databaseUrl);
  talk = conversationOf(acme);
});
afterAll(async () => {
  await db.$disconnect();
  await acme.stop();
});

const member = () => as(acme, 'person-hddn');
const idOf = (done: Done) => ('id' in done ? String(done['id']) : '');
const after = (days: number) => ({ db, clock: () => TEST_TIME + days * DAY, days: 30 });
const messages = async (id: string) =>
  ((await talk.read(member(), id))?.['messages'] as { nodes: Json[] }).nodes;
const bodies = async (id: string) => (await messages(id)).map(({ body }) => body);

/** A thread in which something was said, and said again. */
async function thread(word: string): Promise<{ threadId: string; messageId: string }> {
  const threadId = idOf(await talk.onThread(member(), 'createPrivateThread', { title: 'A thread' }));
  const messageId = idOf(await talk.post(member(), threadId, `${word} first`));
  await talk.onMessage(member(), 'editPrivateMessage', { messageId, body: `${word} second` });
  return { threadId, messageId };
}

describe('internal messages', () => {
  it('are erased after their time, with a tombstone and an event of nobody', async () => {
    const { threadId, messageId } = await thread('zephyrword');
    await eraseExpiredPrivate(after(29));
    expect(await bodies(threadId)).toEqual(['zephyrword second']);
    expect(await eraseExpiredPrivate(after(31))).toBeGreaterThan(0);
    expect(await messages(threadId)).toMatchObject([{ body: '', redactionCause: 'RETENTION' }]);
    expect(await db.privateRevision.count({ where: { messageId } })).toBe(0);
    const events = await db.privateThreadEvent.findMany({
      where: { messageId },
      orderBy: { sequence: 'asc' },
    });
    expect(events.at(-1)).toMatchObject({ kind: 'MESSAGE_REDACTED', actorId: null });
    expect(await eraseExpiredPrivate(after(31))).toBe(0);
    const [{ found } = { found: 1 }] = await db.$queryRaw<{ found: number }[]>`
      SELECT count(*)::int AS found FROM private_messages WHERE search @@ to_tsquery('simple', 'zephyrword')`;
    expect(found).toBe(0);
  });

  it('are erased once by several replicas, in archived threads too, and in more than a batch', async () => {
    const { threadId } = await thread('many');
    for (let n = 0; n < 101; n += 1) await talk.post(member(), threadId, `number ${n}`);
    await talk.onThread(member(), 'archivePrivateThread', { threadId });
    const counts = await Promise.all([after(40), after(40)].map(eraseExpiredPrivate));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(102);
    const events = { threadId, kind: 'MESSAGE_REDACTED' } as const;
    expect(await db.privateThreadEvent.count({ where: events })).toBe(102);
  });

  it('are looked for by the program itself', async () => {
    const { threadId } = await thread('by itself');
    const clock = () => TEST_TIME + 31 * DAY;
    const erased = await new Promise<number>((resolve, reject) => {
      const job = startPrivateRetention(
        { db, clock, days: 30 },
        { intervalMs: 5, onRun: (count) => void job.stop().then(() => resolve(count)), onFault: reject },
      );
    });
    expect(erased).toBe(1);
    expect(await bodies(threadId)).toEqual(['']);
  });
});
