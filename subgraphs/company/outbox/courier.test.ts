import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CompanyCommand, CompanyRequestReply } from '#schema/wire/company-requests.ts';
import { createIdSource } from '#subgraphs/kit/ids.ts';
import { createTestDatabase, type TestDatabase } from '#test/testkit/postgres.ts';
import type { Actor } from '../access/action-rules.ts';
import { openDatabase, type Database } from '../database.ts';
import { testId } from '../testkit/acme-scenario.ts';
import { startCourier, type Courier, type CourierOptions } from './courier.ts';
import { LEASE_MS } from './outbox-rules.ts';
import { claimDue, enqueue, type ClaimedItem } from './outbox-store.ts';

const actor: Actor = { kind: 'person', id: 'psn', subject: 'lead', role: 'ADMIN' };

let database: TestDatabase;
let db: Database;
let now: number;
let couriers: Courier[];
let sent: ClaimedItem[];
let answered: string[];
const ids = createIdSource(Date.now);

beforeAll(async () => {
  database = await createTestDatabase({ migrations: 'prisma/company/migrations' });
  db = openDatabase(database.runtimeUrl);
});

beforeEach(() => {
  [now, couriers, sent, answered] = [Date.now(), [], [], []];
});

afterEach(async () => {
  await Promise.all(couriers.map((courier) => courier.stop()));
  await db.outboxItem.deleteMany();
});

afterAll(async () => {
  await db.$disconnect();
  await database.drop();
});

type Send = (item: ClaimedItem, signal: AbortSignal) => Promise<CompanyRequestReply>;

function start(send: Send, more: Partial<CourierOptions> = {}): Courier {
  const courier = startCourier({
    db,
    send: (item, signal) => {
      sent.push(item);
      return send(item, signal);
    },
    clock: () => now,
    random: () => 1,
    answered: (_transaction, { requestId }) => {
      answered.push(requestId);
      return Promise.resolve();
    },
    onUnanswered: () => undefined,
    onFault: (error) => {
      throw error;
    },
    ...more,
  });
  couriers.push(courier);
  return courier;
}

const done: Send = () => Promise.resolve({ outcome: 'done' });
const away: Send = () => Promise.reject(new Error('nobody there'));

function put(command: CompanyCommand, notBefore = new Date(now)): Promise<string> {
  return db.$transaction((transaction) =>
    enqueue(transaction, { requestId: ids.ulid(), command, actor, now: new Date(now), notBefore }),
  );
}

const remove = (name: string): CompanyCommand => ({
  kind: 'removeParticipant',
  participantId: testId('par', name),
});
const add = (name: string): CompanyCommand => ({
  kind: 'addParticipant',
  ...{ participantId: testId('par', name), teamId: 'tem', subject: 'x', participantKind: 'AGENT' },
  ...{ displayName: 'x', title: null },
});

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; tries < 100 && !(await condition()); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await condition()).toBe(true);
}

const allAnswered = async () => (await db.outboxItem.count({ where: { doneAt: null } })) === 0;

describe('a courier', () => {
  it('sends at once what is asked for, the exact text, and forgets the text', async () => {
    const courier = start(done);
    const requestId = await put(add('A'));
    const started = Date.now();
    expect(await courier.deliver(requestId)).toBeNull();
    expect(Date.now() - started).toBeLessThan(900);
    expect(sent).toMatchObject([
      { requestId, actorSubject: 'lead', actorKind: 'person', attempts: 1, kind: 'addParticipant' },
    ]);
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ requestId, command: add('A') });
    expect(await db.outboxItem.findUnique({ where: { requestId } })).toMatchObject({ body: null });
  });

  it('tells what was said no for', async () => {
    const courier = start(() => Promise.resolve({ outcome: 'refused', code: 'NOT_FOUND', message: 'No.' }));
    expect(await courier.deliver(await put(add('A')))).toMatchObject({ code: 'NOT_FOUND', message: 'No.' });
  });

  it('keeps the order of one thing, whatever happens to others', async () => {
    const failing = new Set([testId('par', 'A')]);
    start((item, signal) => (failing.has(item.subjectId) ? away : done)(item, signal));
    await put(add('A'));
    await put(remove('A'));
    await put(add('B'));
    await until(() => answered.length === 1);
    expect(sent.filter(({ subjectId }) => failing.has(subjectId)).map(({ kind }) => kind)).toEqual(
      sent.filter(({ subjectId }) => failing.has(subjectId)).map(() => 'addParticipant'),
    );
    failing.clear();
    now += 1000;
    await until(allAnswered);
    const kinds = sent.filter(({ subjectId }) => subjectId === testId('par', 'A')).map(({ kind }) => kind);
    expect(kinds.at(-1)).toBe('removeParticipant');
    expect(kinds.indexOf('removeParticipant')).toBe(kinds.length - 1);
  });

  it('waits longer after each attempt in vain, by its clock', async () => {
    const courier = start(away);
    const requestId = await put(add('A'));
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      await until(() => sent.length === attempt);
      await until(async () => (await nextAttempt(requestId)) < now + LEASE_MS);
      waits.push((await nextAttempt(requestId)) - now);
      now = await nextAttempt(requestId);
      await courier.deliver(requestId);
    }
    expect(waits.slice(0, 3)).toEqual([500, 1000, 2000]);
  });

  it('leaves alone what is for later', async () => {
    const courier = start(done);
    const requestId = await put(remove('A'), new Date(now + 60_000));
    await courier.deliver(await put(add('B')));
    expect(sent).toHaveLength(1);
    now += 60_000;
    await courier.deliver(requestId);
    expect(sent).toHaveLength(2);
  });

  it('is not stopped by a request under way: it stays in the outbox', async () => {
    const courier = start(
      (_item, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('cut')))),
    );
    const requestId = await put(add('A'));
    void courier.deliver(requestId);
    await until(() => sent.length === 1);
    await courier.stop();
    expect(await db.outboxItem.findUnique({ where: { requestId } })).toMatchObject({ doneAt: null });
    start(done);
    now += 1000;
    await until(allAnswered);
  });
});

describe('several couriers', () => {
  it('send each request once', async () => {
    const slow: Send = () => new Promise((resolve) => setTimeout(() => resolve({ outcome: 'done' }), 20));
    const all = [start(slow), start(slow), start(slow)];
    const requests = await Promise.all(Array.from({ length: 40 }, (_, place) => put(add(`N${place}`))));
    await Promise.all(requests.map(async (requestId, place) => all[place % 3]?.deliver(requestId)));
    await until(allAnswered);
    expect(sent.map(({ requestId }) => requestId).sort()).toEqual([...requests].sort());
    expect([...answered].sort()).toEqual([...requests].sort());
  });

  it('take over what one of them left behind when it died', async () => {
    const requestId = await put(add('A'));
    expect(await claimDue(db, new Date(now), 10)).toHaveLength(1);
    const courier = start(done);
    await courier.deliver(requestId);
    expect(sent).toEqual([]);
    now += LEASE_MS;
    await courier.deliver(requestId);
    expect(sent).toMatchObject([{ requestId, attempts: 2 }]);
  });
});

async function nextAttempt(requestId: string): Promise<number> {
  const item = await db.outboxItem.findUniqueOrThrow({ where: { requestId } });
  return item.nextAttemptAt.getTime();
}
