import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readCompanies } from '../companies/company-store.ts';
import { readMessagesById, readMessagesOfThreads } from '../messages/message-store.ts';
import { readParticipantsById, readParticipantsOfTeams } from '../participants/participant-store.ts';
import { readTeamBySlug, readTeamCompanies, readTeams, readTeamsById } from '../teams/team-store.ts';
import { IDS } from '../testing/interval-team.ts';
import { openTestShared, type TestShared } from '../testing/test-shared.ts';
import { readThreadsById, readThreadsBySlug, readThreadsOfTeams } from '../threads/thread-store.ts';

const ALL_MESSAGES = [5, 7, 9, 12, 13].map(IDS.message);
const ALL_PARTICIPANTS = [IDS.acmeLead, IDS.acmeAgent, IDS.nimbusLead, IDS.harborLead];
const ALL_COMPANIES = ['acme', 'harbor', 'nimbus', 'outsider', 'nobody'];
const PAGE = { limit: 100, backward: false, after: null, before: null };

let shared: TestShared;
beforeAll(async () => {
  shared = await openTestShared();
});
afterAll(() => shared.close());

const sequences = (rows: readonly { sequence: number }[]) =>
  rows.map((row) => row.sequence).sort((a, b) => a - b);
const ids = (rows: readonly { id: string }[]) => rows.map((row) => row.id).sort();

describe('what a company may read', () => {
  it.each([
    ['acme', [5, 7, 9, 12, 13]],
    ['harbor', [9, 12, 13]],
    ['nimbus', [7, 9]],
    ['outsider', []],
    ['nobody', []],
  ])('%s reads the messages of its intervals', async (company, expected) => {
    expect(sequences(await readMessagesById(company, shared.rows, ALL_MESSAGES))).toEqual(expected);
    const lists = await readMessagesOfThreads(company, shared.rows, [IDS.early, IDS.late], PAGE);
    expect(sequences(lists)).toEqual(expected);
  });

  it.each([
    ['acme', [IDS.early, IDS.late]],
    ['harbor', [IDS.early, IDS.late]],
    ['nimbus', [IDS.early]],
    ['outsider', []],
  ])('%s reads the threads that began before it left', async (company, expected) => {
    const byId = await readThreadsById(company, shared.rows, [IDS.early, IDS.late]);
    expect(ids(byId)).toEqual(expected);
    expect(ids(await readThreadsOfTeams(company, shared.rows, [IDS.team], PAGE))).toEqual(expected);
    const bySlug = ['early', 'late', 'none'].map((slug) =>
      readThreadsBySlug(company, shared.rows, [IDS.team], slug),
    );
    expect(ids((await Promise.all(bySlug)).flat())).toEqual(expected);
  });

  it.each([
    ['acme', ALL_PARTICIPANTS],
    ['harbor', ALL_PARTICIPANTS],
    ['nimbus', ALL_PARTICIPANTS],
    ['outsider', []],
  ])('%s reads those who took part in its time', async (company, expected) => {
    const rows = await readParticipantsById(company, shared.rows, ALL_PARTICIPANTS);
    expect(ids(rows)).toEqual([...expected].sort());
  });

  it('does not show a company those who came after it left', async () => {
    const late = { id: 'par_acme_01JQ0000000000000000000P14', subject: 'late', kind: 'PERSON' as const };
    const columns = { displayName: 'Late', isSteward: false, joinedSequence: 14 };
    await shared.rows.participant.create({
      data: { ...late, ...columns, teamId: IDS.team, companySlug: 'acme' },
    });
    expect(await readParticipantsById('nimbus', shared.rows, [late.id])).toEqual([]);
    expect(await readParticipantsById('harbor', shared.rows, [late.id])).toHaveLength(1);
    await shared.rows.participant.delete({ where: { id: late.id } });
  });
});

describe('the messages of a company that came and went', () => {
  const ends = fc.uniqueArray(fc.integer({ min: 1, max: 14 }), { minLength: 2, maxLength: 6 });

  it('are those of its intervals, in lists of either direction and by id', async () => {
    const { rows: database } = shared;
    const member = { teamId: IDS.team, companySlug: 'outsider' };
    await database.teamSlug.create({ data: { ...member, slug: 'here' } });
    const property = fc.asyncProperty(ends, fc.boolean(), async (unsorted, stillIn) => {
      const intervals = intervalsBetween(unsorted, stillIn);
      const rows = intervals.map(([from, to]) => ({
        ...{ ...member, fromSequence: from, toSequence: to, joinedAt: new Date() },
        leftAt: to === null ? null : new Date(),
      }));
      await database.membershipInterval.createMany({ data: rows });
      const expected = [5, 7, 9, 12, 13].filter((sequence) =>
        intervals.some(([from, to]) => from <= sequence && (to === null || sequence <= to)),
      );
      expect(sequences(await readMessagesById('outsider', database, ALL_MESSAGES))).toEqual(expected);
      const threads = [IDS.early, IDS.late];
      const forwards = await readMessagesOfThreads('outsider', database, threads, PAGE);
      expect(forwards.map((row) => row.sequence)).toEqual(expected);
      const backwards = await readMessagesOfThreads('outsider', database, threads, {
        ...PAGE,
        backward: true,
      });
      expect(backwards.map((row) => row.sequence)).toEqual([...expected].reverse());
      const latest = await readMessagesOfThreads('outsider', database, threads, {
        ...PAGE,
        backward: true,
        limit: 1,
      });
      expect(latest.filter((row) => row.threadId === IDS.early).length).toBeLessThanOrEqual(2);
      await database.membershipInterval.deleteMany({ where: member });
    });
    await fc.assert(property, { numRuns: 40 });
    await database.membershipInterval.deleteMany({ where: member });
    await database.teamSlug.deleteMany({ where: member });
  });
});

/** Pairs up sorted ends; an odd one out, or the last when the company is still in, stays open. */
function intervalsBetween(unsorted: readonly number[], stillIn: boolean): [number, number | null][] {
  const sorted = [...unsorted].sort((a, b) => a - b);
  const pairs = sorted.flatMap((from, index): [number, number | null][] =>
    index % 2 === 0 ? [[from, sorted[index + 1] ?? null]] : [],
  );
  const last = pairs.at(-1);
  if (stillIn && last) last[1] = null;
  return pairs;
}

describe('lists of a team', () => {
  it.each([
    ['acme', [IDS.acmeLead, IDS.acmeAgent, IDS.harborLead]],
    ['harbor', [IDS.acmeLead, IDS.acmeAgent, IDS.harborLead]],
    ['nimbus', ALL_PARTICIPANTS],
    ['outsider', []],
  ])('%s lists who takes part: now, or when it left', async (company, expected) => {
    const rows = await readParticipantsOfTeams(company, shared.rows, [IDS.team]);
    expect(rows.map((row) => row.id)).toEqual(expected);
  });

  it.each([
    ['acme', ['acme', 'harbor']],
    ['harbor', ['acme', 'harbor']],
    ['nimbus', []],
    ['outsider', []],
  ])('%s lists the present companies while it is one of them', async (company, expected) => {
    const rows = await readTeamCompanies(company, shared.rows, [IDS.team]);
    expect(rows.map((row) => row.companySlug)).toEqual(expected);
  });
});

describe('teams and cards', () => {
  it.each(['acme', 'harbor', 'nimbus'])('%s knows the team under its own slug alone', async (company) => {
    const own = `${company}-rollout`;
    const [row] = await readTeamsById(company, shared.rows, [IDS.team]);
    expect(row?.slug).toBe(own);
    expect((await readTeamBySlug(company, shared.rows, own))?.id).toBe(IDS.team);
    for (const other of ['acme', 'harbor', 'nimbus'].filter((slug) => slug !== company))
      expect(await readTeamBySlug(company, shared.rows, `${other}-rollout`)).toBeNull();
    expect(await readTeams(company, shared.rows, PAGE)).toHaveLength(1);
  });

  it('is nothing to an outsider', async () => {
    expect(await readTeams('outsider', shared.rows, PAGE)).toEqual([]);
    expect(await readTeamsById('outsider', shared.rows, [IDS.team])).toEqual([]);
  });

  it.each([
    ['acme', ['acme', 'harbor', 'nimbus']],
    ['harbor', ['acme', 'harbor', 'nimbus']],
    ['nimbus', ['acme', 'harbor', 'nimbus']],
    ['outsider', ['outsider']],
    ['nobody', []],
  ])('%s sees the cards of those it has been with', async (company, expected) => {
    const rows = await readCompanies(company, shared.rows, ALL_COMPANIES);
    expect(rows.map((row) => row.slug).sort()).toEqual(expected);
  });

  it('does not join companies that were never in at the same time', async () => {
    const { rows: database } = shared;
    await database.teamSlug.create({ data: { companySlug: 'outsider', slug: 'later', teamId: IDS.team } });
    const interval = { teamId: IDS.team, companySlug: 'outsider', fromSequence: 11, joinedAt: new Date() };
    await database.membershipInterval.create({ data: interval });
    const seen = await readCompanies('outsider', database, ALL_COMPANIES);
    expect(seen.map((row) => row.slug).sort()).toEqual(['acme', 'harbor', 'outsider']);
    expect(await readCompanies('nimbus', database, ['outsider'])).toEqual([]);
    await database.membershipInterval.deleteMany({ where: { companySlug: 'outsider' } });
    await database.teamSlug.deleteMany({ where: { companySlug: 'outsider' } });
  });
});
