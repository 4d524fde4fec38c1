import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Context } from '../context.ts';
import { appendEvent } from '../events/event-store.ts';
import { IDS } from '../testing/interval-team.ts';
import { openContext, openTestShared, type TestShared } from '../testing/test-shared.ts';
import { postMessage } from './message-posting.ts';

let shared: TestShared;
beforeAll(async () => {
  shared = await openTestShared();
});
afterAll(() => shared.close());

interface Post {
  readonly threadId?: string;
  readonly body?: string;
  readonly idempotencyKey: string;
}

async function post(company: string, input: Post, subject = 'lead') {
  const { context } = openContext(shared.database, company, subject);
  try {
    return await postMessage(context, { threadId: IDS.early, body: 'Hello', ...input });
  } finally {
    await context.close();
  }
}

async function sequencesOfTeam(): Promise<number[]> {
  const rows = await shared.rows.message.findMany({
    where: { teamId: IDS.team },
    orderBy: { sequence: 'asc' },
  });
  return rows.map(({ sequence }) => sequence);
}

describe('posting', () => {
  it('of 16 writers at once gives a gapless sequence', async () => {
    const last = Math.max(...(await sequencesOfTeam()));
    const posts = Array.from({ length: 64 }, (_, index) => {
      const writer = index % 16;
      const company = writer % 2 === 0 ? 'acme' : 'harbor';
      const threadId = writer % 4 < 2 ? IDS.early : IDS.late;
      return post(company, { threadId, idempotencyKey: `writer-${String(index)}` });
    });
    const made = (await Promise.all(posts)).map(({ done }) => done?.sequence ?? -1);
    expect(made.sort((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, index) => last + 1 + index));
    const team = await shared.rows.team.findUniqueOrThrow({ where: { id: IDS.team } });
    expect(team.lastSequence).toBe(last + 64);
  });

  it('is open to agents', async () => {
    const { done } = await post('acme', { idempotencyKey: 'agent' }, 'agent');
    expect(done?.authorId).toBe(IDS.acmeAgent);
  });

  it.each([
    ['outsider', IDS.early],
    ['nimbus', IDS.late],
    ['acme', 'thr_01JQ0000000000000000000N0N'],
    ['acme', IDS.team],
    ['acme', 'thr_\0'],
  ])('of %s to %j finds no thread', async (company, threadId) => {
    const { userErrors } = await post(company, { threadId, idempotencyKey: 'k' });
    expect(userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'threadId'] }]);
  });

  it.each([
    ['nimbus', 'lead'],
    ['harbor', 'agent'],
    ['acme', 'somebody'],
  ])('is not for %s %s, who reads the thread but takes no part', async (company, subject) => {
    const { userErrors } = await post(company, { idempotencyKey: 'k' }, subject);
    expect(userErrors).toMatchObject([{ code: 'NOT_PERMITTED', path: null }]);
  });

  it('does not take an agent for the person of the same subject', async () => {
    const { context } = openContext(shared.database, 'acme', 'lead');
    const impostor: Context = { ...context, caller: { ...context.caller, kind: 'AGENT' } };
    const { userErrors } = await postMessage(impostor, {
      threadId: IDS.early,
      body: 'x',
      idempotencyKey: 'imp',
    });
    await context.close();
    expect(userErrors).toMatchObject([{ code: 'NOT_PERMITTED' }]);
  });
});

describe('the idempotency key', () => {
  it('finds the same message again, and uses no sequence up', async () => {
    const first = await post('acme', { idempotencyKey: 'again' });
    const second = await post('acme', { idempotencyKey: 'again' });
    const third = await post('acme', { idempotencyKey: 'next' });
    expect(second.done).toEqual(first.done);
    expect(third.done?.sequence).toBe((first.done?.sequence ?? 0) + 1);
  });

  it.each([{ body: 'Other' }, { threadId: IDS.late }])('refuses %j under a used key', async (changed) => {
    await post('acme', { idempotencyKey: 'used' });
    const { done, userErrors } = await post('acme', { ...changed, idempotencyKey: 'used' });
    expect(done).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'CONFLICT', path: ['input', 'idempotencyKey'] }]);
  });

  it("is each participant's own", async () => {
    const acme = await post('acme', { idempotencyKey: 'mine' });
    const harbor = await post('harbor', { idempotencyKey: 'mine', body: 'Other' });
    expect(harbor.done?.id).not.toBe(acme.done?.id);
  });

  it('makes one message of duplicates at once', async () => {
    const before = await sequencesOfTeam();
    const made = await Promise.all(
      Array.from({ length: 12 }, () => post('harbor', { idempotencyKey: 'race' })),
    );
    expect(new Set(made.map(({ done }) => done?.id)).size).toBe(1);
    expect(await sequencesOfTeam()).toHaveLength(before.length + 1);
  });

  it('lets one of two bodies win a race', async () => {
    const bodies = ['one', 'two'].map((body) => post('harbor', { idempotencyKey: 'duel', body }));
    const codes = (await Promise.all(bodies)).map(({ userErrors }) => userErrors[0]?.code ?? 'DONE');
    expect(codes.sort()).toEqual(['CONFLICT', 'DONE']);
  });
});

describe('a company that is removed', () => {
  it('posts nothing that comes after its interval', async () => {
    const { rows: database } = shared;
    const posts = Array.from({ length: 20 }, (_, index) =>
      post('harbor', { idempotencyKey: `leaving-${String(index)}` }),
    );
    const leave = database.$transaction(async (transaction) => {
      const { sequence: lastSequence } = await appendEvent(transaction, {
        ...{ teamId: IDS.team, id: 'evt_01JQ0000000000000000000EVT', at: new Date() },
        ...{ actor: null, company: 'harbor', kind: 'COMPANY_LEFT', payload: { company: 'harbor' } },
      });
      await transaction.membershipInterval.updateMany({
        where: { companySlug: 'harbor', toSequence: null },
        data: { toSequence: lastSequence, leftAt: new Date() },
      });
      return lastSequence;
    });
    const left = await leave;
    const outcomes = await Promise.all(posts);
    for (const { done, userErrors } of outcomes) {
      if (done === null) expect(userErrors).toMatchObject([{ code: 'NOT_PERMITTED' }]);
      else expect(done.sequence).toBeLessThan(left);
    }
  });
});
