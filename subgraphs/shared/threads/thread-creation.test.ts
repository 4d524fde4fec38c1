import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IDS } from '../testing/interval-team.ts';
import { openContext, openTestShared, type TestShared } from '../testing/test-shared.ts';
import { createThread } from './thread-creation.ts';

let shared: TestShared;
beforeAll(async () => {
  shared = await openTestShared();
});
afterAll(() => shared.close());

async function create(
  company: string,
  input: { title?: string; slug?: string; teamId?: string },
  subject = 'lead',
) {
  const { context } = openContext(shared.database, company, subject);
  try {
    return await createThread(context, { teamId: IDS.team, title: 'Plan', ...input });
  } finally {
    await context.close();
  }
}

describe('opening a thread', () => {
  it("takes the team's next sequence", async () => {
    const first = await create('harbor', { title: 'Cutover plan' });
    const second = await create('acme', { title: 'Cutover plan' }, 'agent');
    expect(first.done).toMatchObject({ slug: 'cutover-plan', createdSequence: 14, teamId: IDS.team });
    expect(second.done).toMatchObject({ slug: 'cutover-plan-2', createdSequence: 15 });
  });

  it.each([
    ['outsider', IDS.team],
    ['acme', 'tem_01JQ0000000000000000000N0N'],
    ['acme', IDS.early],
    ['acme', `${IDS.team}\0`],
    ['acme', "' OR 1=1 --"],
  ])('of %s in %j finds no team', async (company, teamId) => {
    const { done, userErrors } = await create(company, { teamId });
    expect(done).toBeNull();
    expect(userErrors).toEqual([
      {
        __typename: 'NotFoundError',
        code: 'NOT_FOUND',
        message: 'There is no such team.',
        path: ['input', 'teamId'],
      },
    ]);
  });

  it.each([
    ['acme', 'somebody'],
    ['nimbus', 'lead'],
  ])('is not for %s %s, who sees the team but takes no part', async (company, subject) => {
    const { userErrors } = await create(company, {}, subject);
    expect(userErrors).toMatchObject([{ code: 'NOT_PERMITTED', path: null }]);
  });

  it('refuses a used slug, and uses no sequence up', async () => {
    const before = await shared.rows.team.findUniqueOrThrow({ where: { id: IDS.team } });
    const { userErrors } = await create('acme', { slug: 'early' });
    expect(userErrors).toMatchObject([{ code: 'CONFLICT', path: ['input', 'slug'] }]);
    const after = await shared.rows.team.findUniqueOrThrow({ where: { id: IDS.team } });
    expect(after.lastSequence).toBe(before.lastSequence);
  });

  it('derives different slugs for threads opened at once', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => create('acme', { title: 'At once' })));
    expect(new Set(made.map(({ done }) => done?.slug)).size).toBe(8);
  });
});
