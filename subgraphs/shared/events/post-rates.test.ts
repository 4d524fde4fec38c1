import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createIdSource } from '#subgraphs/kit/ids.ts';
import { asRegistry } from '../access/row-security.ts';
import { createContext } from '../context.ts';
import { openDatabase, type Database } from '../database.ts';
import { redactMessage } from '../messages/message-changing.ts';
import { postMessage } from '../messages/message-posting.ts';
import { changeSettings } from '../registry/company-administration.ts';
import { openCountedDatabase } from '../testing/counted-database.ts';
import { IDS } from '../testing/interval-team.ts';
import { callerNamed, openTestShared, type TestShared } from '../testing/test-shared.ts';
import type { PostLimits } from './post-rates.ts';

const LIMITS: PostLimits = { company: 8, participant: 5 };
let shared: TestShared;
beforeAll(async () => {
  shared = await openTestShared();
});
afterAll(() => shared.close());

function contextOf(
  database: Database,
  company: string,
  subject: string,
  postLimits: PostLimits | null = LIMITS,
) {
  const tools = { database, clock: Date.now, ids: createIdSource(Date.now), onFault: () => undefined };
  const more = postLimits === null ? {} : { postLimits };
  return createContext({ company, caller: callerNamed(subject) }, { ...tools, ...more });
}

async function post(company: string, key: string, subject = 'lead', database = shared.database) {
  const context = contextOf(database, company, subject);
  try {
    return await postMessage(context, { threadId: IDS.early, body: 'Hello', idempotencyKey: key });
  } finally {
    await context.close();
  }
}

const codeOf = ({ userErrors }: Awaited<ReturnType<typeof post>>) => userErrors[0]?.code ?? 'DONE';
const countOf = (codes: readonly string[], code: string) => codes.filter((one) => one === code).length;
const eventsOf = (company: string) => shared.rows.teamEvent.count({ where: { companySlug: company } });

/** As if nobody had posted for a while. */
async function rest(seconds: number): Promise<void> {
  await shared.rows.$executeRaw`UPDATE post_rates SET full_at = full_at - ${seconds} * interval '1 s'`;
}

describe('posts per minute', () => {
  it('are exact for a company and its participants, by whatever replica', async () => {
    const before = await eventsOf('acme');
    const replica = openDatabase(shared.urls.runtimeUrl);
    const posts = Array.from({ length: 24 }, (_, n) =>
      post('acme', `exact-${n}`, 'lead', n % 2 ? replica : shared.database),
    );
    const codes = (await Promise.all(posts)).map(codeOf);
    expect([countOf(codes, 'DONE'), countOf(codes, 'RATE_LIMITED')]).toEqual([5, 19]);
    const agents = Array.from({ length: 6 }, (_, n) => post('acme', `agent-${n}`, 'agent', replica));
    expect(countOf((await Promise.all(agents)).map(codeOf), 'DONE')).toBe(3);
    await replica.$disconnect();
    expect((await eventsOf('acme')) - before).toBe(8);
    expect(await shared.rows.message.count({ where: { idempotencyKey: { startsWith: 'exact-' } } })).toBe(5);
  });

  it('say whose they are and when to try again', async () => {
    const { userErrors, done } = await post('acme', 'whose');
    expect(done).toBeNull();
    expect(userErrors).toEqual([
      {
        ...{ __typename: 'RateLimitedError', code: 'RATE_LIMITED', path: null },
        message: expect.stringMatching(/^You have changed too much .* Try again in (?:\d|1\d) seconds?\.$/),
      },
    ]);
    expect((await post('acme', 'whose', 'agent')).userErrors[0]?.message).toMatch(/^Your company has/);
  });

  it('are not touched by those of another company', async () => {
    expect(codeOf(await post('harbor', 'theirs'))).toBe('DONE');
  });

  it('never refuse a message that was accepted when it is sent again', async () => {
    const sent = await post('harbor', 'theirs');
    for (let n = 0; n < 8; n += 1) await post('harbor', `more-${n}`);
    expect(codeOf(await post('harbor', 'new'))).toBe('RATE_LIMITED');
    const again = await post('harbor', 'theirs');
    expect([codeOf(again), again.done?.id]).toEqual(['DONE', sent.done?.id]);
  });

  it('never keep anybody from taking something back', async () => {
    const [message] = await shared.rows.message.findMany({ where: { idempotencyKey: 'theirs' } });
    const context = contextOf(shared.database, 'harbor', 'lead');
    const { userErrors } = await redactMessage(context, message?.id ?? '');
    await context.close();
    expect(userErrors).toEqual([]);
  });

  it('come back with time, a refused one costs nothing', async () => {
    for (let n = 0; n < 5; n += 1) expect(codeOf(await post('harbor', 'new'))).toBe('RATE_LIMITED');
    await rest(13);
    const codes = [await post('harbor', 'new'), await post('harbor', 'newer')].map(codeOf);
    expect(codes).toEqual(['DONE', 'RATE_LIMITED']);
  });

  it('are what the registry says of the company', async () => {
    await rest(120);
    const limits = { postsPerMinute: 100, participantPostsPerMinute: 2 };
    await changeSettings(shared.database, 'harbor', { limits });
    const codes = [];
    for (let n = 0; n < 3; n += 1) codes.push(codeOf(await post('harbor', `own-${n}`)));
    expect(codes).toEqual(['DONE', 'DONE', 'RATE_LIMITED']);
  });

  it('take no statement of their own', async () => {
    const counted = openCountedDatabase(shared.urls.runtimeUrl);
    await rest(600);
    const counts: number[] = [];
    for (const limits of [null, LIMITS]) {
      const before = counted.statements.length;
      const context = contextOf(counted.database, 'acme', 'lead', limits);
      const input = { threadId: IDS.early, body: 'Hello', idempotencyKey: `counted-${counts.length}` };
      expect((await postMessage(context, input)).userErrors).toEqual([]);
      await context.close();
      counts.push(counted.statements.length - before);
    }
    await counted.database.$disconnect();
    expect(counts[1]).toBe(counts[0]);
  });

  it('are no other company’s to see, nor the registry’s', async () => {
    const seen = (company: string) =>
      contextOf(shared.database, company, 'lead').read((transaction) =>
        transaction.postRate.findMany({ distinct: ['companySlug'] }),
      );
    expect((await seen('acme')).map(({ companySlug }) => companySlug)).toEqual(['acme']);
    const registry = await asRegistry(shared.database, (transaction) => transaction.postRate.count());
    expect(registry).toBe(0);
  });
});
