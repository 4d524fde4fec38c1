import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, openContext, openTestShared, type TestShared } from '../testing/test-shared.ts';
import { createTeam } from './team-creation.ts';
import type { TeamInput } from './team-rules.ts';

let shared: TestShared;
beforeAll(async () => {
  shared = await openTestShared();
});
afterAll(() => shared.close());

async function create(company: string, input: TeamInput, subject = 'lead') {
  const { context } = openContext(shared.database, company, subject);
  try {
    return await createTeam(context, input);
  } finally {
    await context.close();
  }
}

describe('opening a team', () => {
  it('makes the caller a participant and steward, the company its only member', async () => {
    const { done, userErrors } = await create('acme', { name: 'Night Shift', purpose: 'Cover' });
    expect(userErrors).toEqual([]);
    expect(done).toMatchObject({ slug: 'night-shift', purpose: 'Cover' });
    const team = await shared.rows.team.findUniqueOrThrow({
      where: { id: done?.id ?? '' },
      include: { participants: true, slugs: { include: { intervals: true } } },
    });
    expect(team.lastSequence).toBe(2);
    expect(team.participants).toMatchObject([
      { subject: 'lead', isSteward: true, joinedSequence: 2, kind: 'PERSON' },
    ]);
    expect(team.slugs).toMatchObject([
      { companySlug: 'acme', intervals: [{ fromSequence: 1, toSequence: null }] },
    ]);
  });

  it('refuses agents', async () => {
    const { done, userErrors } = await create('acme', { name: 'Bots' }, 'agent');
    expect(done).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'NOT_PERMITTED', path: null }]);
  });

  it('numbers derived slugs, also of teams opened at once', async () => {
    const made = await Promise.all(Array.from({ length: 6 }, () => create('acme', { name: 'War room' })));
    const slugs = made.map(({ done }) => done?.slug).sort();
    expect(slugs).toEqual(['war-room', 'war-room-2', 'war-room-3', 'war-room-4', 'war-room-5', 'war-room-6']);
  });

  it('refuses a slug that the company uses, and takes one that another uses', async () => {
    const taken = await create('acme', { name: 'X', slug: 'acme-rollout' });
    expect(taken.userErrors).toMatchObject([{ code: 'CONFLICT', path: ['input', 'slug'] }]);
    const others = await create('outsider', { name: 'X', slug: 'acme-rollout' });
    expect(others.done?.slug).toBe('acme-rollout');
    const twice = await Promise.all([1, 2].map(() => create('harbor', { name: 'X', slug: 'same' })));
    expect(twice.map(({ done }) => done !== null).sort()).toEqual([false, true]);
  });

  it('answers with the team, read after the write', async () => {
    const answer = await ask(
      shared.database,
      'nimbus',
      `mutation { createTeam(input: { name: "Fresh" }) { userErrors { message }
        team { slug companies { company { slug } } participants { displayName company { slug } } threads { nodes { id } } } } }`,
    );
    expect(answer.errors).toBeUndefined();
    expect(JSON.parse(JSON.stringify(answer.data))).toEqual({
      createTeam: {
        userErrors: [],
        team: {
          slug: 'fresh',
          companies: [{ company: { slug: 'nimbus' } }],
          participants: [{ displayName: 'lead', company: { slug: 'nimbus' } }],
          threads: { nodes: [] },
        },
      },
    });
  });

  it('answers mistakes as data', async () => {
    const answer = await ask(
      shared.database,
      'acme',
      `mutation { createTeam(input: { name: "", slug: "A" }) { team { id }
        userErrors { __typename message path code ... on InvalidInputError { code } } } }`,
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toMatchObject({
      createTeam: {
        team: null,
        userErrors: [{ __typename: 'InvalidInputError' }, { path: ['input', 'slug'] }],
      },
    });
  });
});
