import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerCompanies, seedShared, type ScenarioTeam } from './seed.ts';
import { teamRows } from './seed-rows.ts';
import { makeKey } from './testing/test-credentials.ts';
import { ACME, COMPANIES, openTestShared, type TestShared } from './testing/test-shared.ts';

const lead = 'par_acme_01JQ0000000000000000000AAA';
const other = 'par_harbor_01JQ0000000000000000000BBB';
const say = (id: string, author: string, at: string) => ({
  id: `msg_01JQ0000000000000000000${id}`,
  author,
  body: id,
  at,
});
const thread = (id: string, slug: string, createdAt: string, messages: ReturnType<typeof say>[]) => ({
  id: `thr_01JQ0000000000000000000${id}`,
  slug,
  title: slug,
  createdBy: lead,
  createdAt,
  messages,
});
const person = (id: string, company: string) => ({
  id,
  company,
  subject: 'lead2',
  kind: 'PERSON' as const,
  displayName: company,
  title: 'Lead',
  steward: true,
});
const TEAM: ScenarioTeam = {
  id: 'tem_01JQ00000000000000000000SD',
  slug: 'seeded',
  name: 'Seeded',
  purpose: null,
  createdAt: '2026-03-02T09:00:00.000Z',
  members: ['acme', 'harbor'],
  participants: [person(lead, 'acme'), person(other, 'harbor')],
  threads: [
    thread('AAA', 'one', '2026-03-02T09:01:00.000Z', [
      say('AAB', lead, '2026-03-02T09:02:00.000Z'),
      say('AAC', other, '2026-03-02T09:05:00.000Z'),
    ]),
    thread('AAD', 'two', '2026-03-02T09:03:00.000Z', [say('AAE', lead, '2026-03-02T09:04:00.000Z')]),
  ],
};

let shared: TestShared;
beforeAll(async () => {
  shared = await openTestShared();
});
afterAll(() => shared.close());

describe('the seed', () => {
  it('gives every change its sequence, in the order of time', () => {
    const rows = teamRows(TEAM);
    expect(rows.team.lastSequence).toBe(8);
    expect(rows.participants.map((row) => row.joinedSequence)).toEqual([2, 3]);
    expect(rows.threads.map((row) => row.createdSequence)).toEqual([4, 6]);
    expect(rows.messages.map((row) => row.sequence)).toEqual([5, 8, 7]);
  });

  it('is written once, also by two programs at once, and keeps what was added', async () => {
    const scenario = { teams: [TEAM] };
    const outcomes = await Promise.all([1, 2].map(() => seedShared(shared.database, scenario)));
    expect(outcomes.sort()).toEqual(['kept', 'seeded']);
    await shared.rows.team.update({ where: { id: TEAM.id }, data: { name: 'Renamed' } });
    expect(await seedShared(shared.database, scenario)).toBe('kept');
    const team = await shared.rows.team.findUniqueOrThrow({
      where: { id: TEAM.id },
      include: { threads: { include: { messages: true } } },
    });
    expect(team.name).toBe('Renamed');
    expect(team.threads.flatMap(({ messages }) => messages)).toHaveLength(3);
  });

  it('writes all of a team or nothing', async () => {
    const broken = { ...TEAM, id: 'tem_01JQ00000000000000000000BR', members: ['acme', 'unknown'] };
    await expect(seedShared(shared.database, { teams: [broken] })).rejects.toThrow();
    expect(await shared.rows.team.findUnique({ where: { id: broken.id } })).toBeNull();
  });

  it('registers companies anew at every start', async () => {
    await registerCompanies(shared.database, [{ ...ACME, subgraphUrl: 'http://127.0.0.1:2/moved' }]);
    const row = await shared.rows.company.findUniqueOrThrow({ where: { slug: 'acme' } });
    expect(row.subgraphUrl).toBe('http://127.0.0.1:2/moved');
    expect(await shared.rows.company.count()).toBe(COMPANIES.length);
    expect(await shared.rows.companySchema.count()).toBe(1);
  });

  it("changes a company's keys with overlap, and takes no retired one back", async () => {
    const old = ACME.keys;
    const fresh = await makeKey('acme-2');
    const stateOf = async () => {
      const rows = await shared.rows.companyKey.findMany({
        where: { companySlug: 'acme' },
        orderBy: { kid: 'asc' },
      });
      return rows.map(({ kid, retiredAt, publicJwk }) => [kid, retiredAt === null, 'd' in Object(publicJwk)]);
    };
    const register = (keys: typeof ACME.keys) => registerCompanies(shared.database, [{ ...ACME, keys }]);
    await register([...old, fresh]);
    expect(await stateOf()).toEqual([
      ['acme-1', true, false],
      ['acme-2', true, false],
    ]);
    await register([fresh]);
    expect(await stateOf()).toEqual([
      ['acme-1', false, false],
      ['acme-2', true, false],
    ]);
    await expect(register([...old, fresh])).rejects.toThrow('retired');
    const { slug, name, issuer, jwksUri, subgraphUrl, sdl } = ACME;
    await registerCompanies(shared.database, [{ slug, name, issuer, jwksUri, subgraphUrl, sdl }]);
    expect(await stateOf()).toHaveLength(2);
  });

  it("refuses another company's issuer, and then registers none of them", async () => {
    const fresh = { ...ACME, slug: 'fresh', keys: [], issuer: 'https://id.fresh.example' };
    const thief = { ...ACME, slug: 'thief', issuer: 'https://id.harbor.example' };
    await expect(registerCompanies(shared.database, [fresh, thief])).rejects.toThrow();
    expect(await shared.rows.company.findUnique({ where: { slug: 'fresh' } })).toBeNull();
  });
});
