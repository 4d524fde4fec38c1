import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EMPTY_CHAIN } from '../events/event-rules.ts';
import type { Database, Transaction } from '../database.ts';
import { addConversationParts, SHARE } from '../testing/conversation-rows.ts';
import { addKeeping, HOLD } from '../testing/keeping-rows.ts';
import { addGovernance, INVITATION, PROPOSAL } from '../testing/governance-rows.ts';
import { IDS } from '../testing/interval-team.ts';
import { callerNamed, openTestShared, type TestShared } from '../testing/test-shared.ts';
import { dayRow, documentRow, offeredVersion, recordedRow } from '../testing/schema-word.ts';
import { readsOfStores, sizeOf } from '../testing/store-reads.ts';
import { asRegistry, enterCompany, openTeam } from './row-security.ts';

let shared: TestShared;
let database: Database;
beforeAll(async () => {
  shared = await openTestShared();
  await addConversationParts(shared.rows);
  await addGovernance(shared.rows);
  await addKeeping(shared.rows);
  await shared.rows.schemaVersion.create({ data: offeredVersion('acme', 2) });
  await shared.rows.registeredDocument.create({ data: documentRow('acme') });
  await shared.rows.recordedOperation.create({ data: recordedRow('acme') });
  await shared.rows.recordedDay.create({ data: dayRow('acme') });
  const rate = { companySlug: 'acme', participantId: IDS.acmeLead, fullAt: new Date() };
  await shared.rows.postRate.create({ data: rate });
  database = shared.database;
});
afterAll(() => shared.close());

interface TableFacts {
  readonly name: string;
  readonly enabled: boolean;
  readonly forced: boolean;
  readonly policies: number;
}

/** Every table there is, whoever adds one: a new one without a wall fails here by itself. Of parts see partitions.test.ts. */
const tablesOf = () => shared.rows.$queryRaw<TableFacts[]>`
  SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
    (SELECT count(*)::int FROM pg_policy AS p WHERE p.polrelid = c.oid AND p.polname <> 'maintenance') AS policies
  FROM pg_class AS c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname <> '_prisma_migrations' ORDER BY 1`;

const as = <T>(company: string, work: (transaction: Transaction) => Promise<T>) =>
  database.$transaction(async (transaction) => {
    await enterCompany(transaction, company);
    return work(transaction);
  });

const countOf = async (transaction: Transaction, table: string): Promise<number> => {
  const rows = await transaction.$queryRawUnsafe<{ n: number }[]>(
    `SELECT count(*)::int AS n FROM "${table}"`,
  );
  return rows[0]?.n ?? -1;
};

describe('the catalogue', () => {
  it('has a wall, forced and with policies, around every table', async () => {
    const tables = await tablesOf();
    expect(tables.length).toBeGreaterThanOrEqual(9);
    for (const { name, policies, ...facts } of tables) {
      expect({ name, ...facts }).toEqual({ name, enabled: true, forced: true });
      expect(policies).toBeGreaterThan(0);
    }
  });

  it('has policies that look at a setting or at a table whose policies do', async () => {
    const policies = await shared.rows.$queryRaw<{ name: string; said: string }[]>`
      SELECT tablename || '.' || policyname AS name, concat(qual, ' ', with_check) AS said FROM pg_policies`;
    for (const { name, said } of policies)
      expect({ name, said }).toEqual({ name, said: expect.stringMatching(/app_\w+\(\)/) });
  });

  it('lets the owner alone maintain', async () => {
    const rows = await shared.rows.$queryRaw<{ roles: string; owner: string; name: string }[]>`
      SELECT p.roles::text, t.tableowner AS owner, p.tablename AS name
      FROM pg_policies AS p JOIN pg_tables AS t USING (schemaname, tablename) JOIN pg_class AS c ON c.oid = quote_ident(p.tablename)::regclass
      WHERE p.policyname = 'maintenance' AND NOT c.relispartition`;
    expect(rows.map(({ name }) => name).sort()).toEqual((await tablesOf()).map(({ name }) => name));
    for (const { roles, owner } of rows) expect(roles).toBe(`{${owner}}`);
  });

  it('has a runtime role that owns nothing and that no wall lets by', async () => {
    const rows = await database.$queryRaw<object[]>`
      SELECT rolsuper, rolbypassrls, rolcreaterole, (SELECT count(*)::int FROM pg_class WHERE relowner = r.oid) AS owned,
        (SELECT count(*)::int FROM pg_auth_members WHERE member = r.oid) AS memberships
      FROM pg_roles AS r WHERE rolname = current_user`;
    const no = { rolsuper: false, rolbypassrls: false, rolcreaterole: false };
    expect(rows).toEqual([{ ...no, owned: 0, memberships: 0 }]);
  });
});

describe('without a setting', () => {
  it('every table is empty, for the runtime role and for the owner', async () => {
    for (const { name } of await tablesOf()) {
      expect(await countOf(shared.rows, name)).toBeGreaterThan(0);
      expect(await countOf(database, name)).toBe(0);
      const asOwner = await shared.rows.$transaction(async (transaction) => {
        await transaction.$executeRaw`SELECT set_config('app.operator', '', true)`;
        return countOf(transaction, name);
      });
      expect(asOwner).toBe(0);
    }
  });

  it.each(['maintenance', '*', 'acme', 'seed'])(
    'so it is for the runtime role as operator %j',
    async (operator) => {
      for (const { name } of await tablesOf()) {
        const count = await database.$transaction(async (transaction) => {
          await transaction.$executeRaw`SELECT set_config('app.operator', ${operator}, true)`;
          await transaction.$executeRaw`SELECT set_config('app.company', '*', true)`;
          return countOf(transaction, name);
        });
        expect(count).toBe(0);
      }
    },
  );

  it('every read of every store finds nothing', async () => {
    const page = { limit: 100, backward: false, after: null, before: null };
    const rows = [INVITATION, PROPOSAL, IDS.team, IDS.early, IDS.late, IDS.acmeLead, IDS.event, HOLD];
    const ids = [...rows, IDS.message(9), SHARE, 'acme', 'harbor'];
    /** What a read is asked after the company and the transaction; others are asked for `ids` and a page. */
    const special: Record<string, readonly unknown[]> = {
      readTeams: [page],
      readTeamBySlug: ['acme-rollout'],
      readThreadsBySlug: [[IDS.team], 'early'],
      readTeamsInCommon: ['harbor'],
      readEventsAfter: [[IDS.team], { teamId: '', sequence: 0 }, 10],
      findWriter: [IDS.team, callerNamed('lead')],
      lockTeamSlugs: [],
      readMessagesOfTeam: [IDS.team, ids],
      readUnreadCounts: [ids, 'lead'],
      readInvitations: [],
      readOpenInvitations: [],
      readTeamStanding: [IDS.team],
      readThreadStanding: [IDS.early],
      readRanges: [IDS.team],
      findOpenInvitationsOf: [IDS.team],
      findSteward: [IDS.team, callerNamed('lead')],
      findPresentPerson: [IDS.team, callerNamed('lead')],
      findOwnParticipant: [IDS.acmeLead],
      findOwnCard: [IDS.acmeLead],
      findPresent: [IDS.team, callerNamed('lead')],
      findOwnShare: [SHARE],
      readLiveKeys: [],
      findServed: [],
      readRecordedUse: [new Date('2026-11-01')],
      findRegistered: [],
      readHoldsOf: ['lead', null],
      findHoldOf: ['lead', HOLD],
      findVersionSdl: [1],
      findByRequest: ['request'],
    };
    /** Reads that take the transaction first: they are of rows that the writer has found already. */
    const unnamed: Record<string, readonly unknown[]> = {
      readHolders: [IDS.team],
      findSentMessage: [{ id: IDS.acmeLead, teamId: IDS.team }, 'key-5'],
      readThreadSlugs: [IDS.team],
      readActiveCompanies: [IDS.team],
      readRequired: [PROPOSAL],
      readAgreed: [PROPOSAL],
      findProposal: [PROPOSAL],
      findProposalOfInvitation: [INVITATION],
    };
    const found = await readsOfStores();
    expect(found.length).toBeGreaterThanOrEqual(17);
    for (const [name, read] of found) {
      const rest = unnamed[name] ?? special[name] ?? [ids, page];
      const ask = (db: Database) =>
        name in unnamed
          ? read(db, ...rest)
          : read(name === 'readOpenInvitations' ? 'nimbus' : 'acme', db, ...rest);
      expect([name, sizeOf(await ask(database))]).toEqual([name, 0]);
      // The same question does find something: it is the wall that keeps it back.
      expect([name, sizeOf(await ask(shared.rows)) > 0]).toEqual([name, true]);
    }
  });

  it('nothing can be added', async () => {
    const team = {
      id: 'tem_new',
      name: 'T',
      createdAt: new Date(),
      lastSequence: 0,
      lastHash: EMPTY_CHAIN.hash,
    };
    await expect(database.team.createMany({ data: [team] })).rejects.toThrow(/row-level security/);
    await expect(database.companySchema.createMany({ data: [{ hash: 'x', sdl: '' }] })).rejects.toThrow(
      /row-level security/,
    );
  });
});

describe('as a company', () => {
  const TEAM_TABLES = ['teams', 'membership_intervals', 'participants', 'threads', 'messages', 'team_events'];

  it.each(TEAM_TABLES)('%s shows the rows of its teams, and an outsider none', async (table) => {
    const all = await countOf(shared.rows, table);
    expect(await as('acme', (transaction) => countOf(transaction, table))).toBe(all);
    expect(await as('nimbus', (transaction) => countOf(transaction, table))).toBe(all);
    expect(await as('outsider', (transaction) => countOf(transaction, table))).toBe(0);
  });

  it('knows its own slug for a team, and no other', async () => {
    const slugs = await as('acme', (transaction) => transaction.teamSlug.findMany());
    expect(slugs.map(({ slug }) => slug)).toEqual(['acme-rollout']);
  });

  it('sees the cards of those it shares a team with', async () => {
    const cards = (company: string) => as(company, (transaction) => transaction.company.findMany());
    expect((await cards('acme')).map(({ slug }) => slug).sort()).toEqual(['acme', 'harbor', 'nimbus']);
    expect((await cards('outsider')).map(({ slug }) => slug)).toEqual(['outsider']);
  });

  it('ends with its transaction, also on the same connection', async () => {
    for (let index = 0; index < 30; index += 1) {
      expect(await as('acme', (transaction) => countOf(transaction, 'messages'))).toBeGreaterThan(0);
      expect(await countOf(database, 'messages')).toBe(0);
    }
  });

  it.each<[string, string, (transaction: Transaction) => Promise<unknown>]>([
    ['an outsider', 'outsider', (tx) => addMessage(tx, IDS.acmeLead)],
    ['a member as another company', 'harbor', (tx) => addMessage(tx, IDS.acmeLead)],
    ['a member an event of another company', 'harbor', (tx) => addEvent(tx, 'acme')],
    ['an outsider an event', 'outsider', (tx) => addEvent(tx, 'outsider')],
    ['a member a participant of another company', 'harbor', (tx) => addParticipant(tx, 'acme')],
    ['an outsider a place in a team', 'outsider', (tx) => addPlace(tx, 'outsider')],
    ['a member a place for another company', 'acme', (tx) => addPlace(tx, 'outsider')],
    [
      'a company a place for another in a team opened to it',
      'acme',
      async (tx) => {
        await openTeam(tx, IDS.team);
        await addPlace(tx, 'outsider');
      },
    ],
  ])('cannot add, %s', async (_, company, work) => {
    await expect(as(company, work)).rejects.toThrow(/row-level security/);
  });

  it.each<[string, string, (transaction: Transaction) => Promise<{ count: number }>]>([
    ['an event', 'acme', (tx) => tx.teamEvent.updateMany({ data: { payload: '{}' } })],
    ['an event', 'acme', (tx) => tx.teamEvent.deleteMany()],
    ['a message', 'acme', (tx) => tx.message.deleteMany()],
    [
      "another company's message",
      'nimbus',
      (tx) => tx.message.updateMany({ data: { body: 'x' }, where: { authorId: { not: IDS.nimbusLead } } }),
    ],
    ["another's team", 'outsider', (tx) => tx.team.updateMany({ data: { name: 'x' } })],
    [
      "another company's slug",
      'acme',
      (tx) => tx.teamSlug.updateMany({ data: { slug: 'x' }, where: { companySlug: { not: 'acme' } } }),
    ],
  ])('cannot change %s as %s', async (_, company, work) => {
    expect(await as(company, work)).toEqual({ count: 0 });
  });

  it('may lock its own card and not change it', async () => {
    const change = as('acme', (tx) => tx.company.updateMany({ data: { issuer: 'x' } }));
    await expect(change).rejects.toThrow(/row-level security/);
    const lock = as('acme', (tx) => tx.$queryRaw<object[]>`SELECT slug FROM companies FOR NO KEY UPDATE`);
    expect(await lock).toEqual([{ slug: 'acme' }]);
  });
});

describe('as the registry', () => {
  it('sees companies and SDLs, and nothing of a team', async () => {
    const counts = await asRegistry(database, async (transaction) => {
      const found: [string, number][] = [];
      for (const { name } of await tablesOf()) found.push([name, await countOf(transaction, name)]);
      return found.filter(([, count]) => count > 0).map(([name]) => name);
    });
    expect(counts).toEqual([
      'companies',
      'company_keys',
      'company_schemas',
      'recorded_days',
      'recorded_operations',
      'registered_documents',
      'schema_versions',
    ]);
  });
});

const at = new Date();
const addMessage = (tx: Transaction, authorId: string) =>
  tx.message.createMany({
    data: [
      {
        ...{ id: 'msg_x', teamId: IDS.team, threadId: IDS.early, sequence: 99, body: 'x', authorId },
        ...{ idempotencyKey: 'x', bodySalt: '0'.repeat(32), createdAt: at },
      },
    ],
  });
const addEvent = (tx: Transaction, companySlug: string) =>
  tx.teamEvent.createMany({
    data: [
      {
        ...{
          teamId: IDS.team,
          sequence: 99,
          id: 'evt_x',
          kind: 'COMPANY_LEFT',
          companySlug,
          at,
          payload: '{}',
        },
        ...{ previousHash: EMPTY_CHAIN.hash, hash: EMPTY_CHAIN.hash },
      },
    ],
  });
const addParticipant = (tx: Transaction, companySlug: string) =>
  tx.participant.createMany({
    data: [
      {
        ...{ id: 'par_x', teamId: IDS.team, companySlug, subject: 'x', kind: 'PERSON' as const },
        ...{ displayName: 'x', isSteward: true, joinedSequence: 99 },
      },
    ],
  });
const addPlace = (tx: Transaction, companySlug: string) =>
  tx.teamSlug.createMany({ data: [{ companySlug, slug: 'x', teamId: IDS.team }] });
