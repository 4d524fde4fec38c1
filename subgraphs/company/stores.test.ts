import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PrismaClient } from '#prisma/company/client/client.ts';
import { createAdapter } from '#prisma/database.ts';
import { createTestDatabase, type TestDatabase } from '#test/testkit/postgres.ts';
import type { Principal } from './access/principal-rules.ts';
import { createLoaders } from './loaders.ts';
import { seedCompany } from './seed.ts';
import { createStores, type Stores } from './stores.ts';
import { ACME, MESSAGE, OTHER_TEAM, TEAM, TEST_TIME, testId, THREAD } from './testkit/acme-scenario.ts';

const own: Principal = { kind: 'own', callerKind: 'person', subject: 'lead' };
const nobody: Principal = { kind: 'nobody' };
const member: Principal = { kind: 'foreign', company: 'harbor', teams: new Set([TEAM]) };
const stranger: Principal = { kind: 'foreign', company: 'harbor', teams: new Set() };

const firstPage = { limit: 2, backward: false, after: null, before: null };
const threadIds = ACME.privateThreads.map(({ id }) => id);
const messageId = testId('pms', 'T1M1');
const agentIds = ACME.agents.map(({ id }) => id);
const personIds = ACME.people.map(({ id }) => id);
const sourceIds = ACME.knowledge.map(({ id }) => id);
const documentIds = ACME.knowledge.flatMap(({ documents }) => documents.map(({ id }) => id));
const shareIds = ACME.shares?.map(({ id }) => id) ?? [];
const participantIds = ACME.publications.map(({ participantId }) => participantId);

let database: TestDatabase;
let db: PrismaClient<'query'>;
let stores: Stores;
let now = TEST_TIME;
let statements = 0;

beforeAll(async () => {
  database = await createTestDatabase({ migrations: 'prisma/company/migrations' });
  db = new PrismaClient({
    adapter: createAdapter(database.runtimeUrl),
    log: [{ emit: 'event', level: 'query' }],
  });
  db.$on('query', () => (statements += 1));
  stores = createStores(db, () => now);
  expect(await seedCompany(db, ACME)).toBe('seeded');
  const colleague = { messageId, personId: testId('psn', 'AWAY') };
  await db.privateMention.create({ data: { ...colleague, place: 0 } });
  await db.privateReaction.create({ data: { ...colleague, emoji: '👍' } });
  const { threadId } = await db.privateMessage.findUniqueOrThrow({ where: { id: messageId } });
  const redaction = { kind: 'MESSAGE_REDACTED', at: new Date(TEST_TIME), messageId } as const;
  await db.privateThreadEvent.create({ data: { ...redaction, threadId, sequence: 1000 } });
  const [disclosureId = ''] = participantIds;
  const at = new Date(TEST_TIME);
  const credential = { id: testId('crd', 'C1'), agentId: agentIds[0] ?? '', createdById: personIds[0] ?? '' };
  await db.agentCredential.create({
    data: {
      ...credential,
      label: 'x',
      secretHash: 'a'.repeat(64),
      createdAt: at,
      expiresAt: new Date(TEST_TIME + 1),
    },
  });
  await db.disclosureRead.create({
    data: { disclosureId, company: 'harbor', count: 1, lastAt: at },
  });
});

beforeEach(() => {
  now = TEST_TIME;
});

afterAll(async () => {
  await db.$disconnect();
  await database.drop();
});

const idOf = (row: object) =>
  'id' in row ? row.id : 'participantId' in row ? row.participantId : 'shareId' in row ? row.shareId : null;

/** Every method of every store, asked for everything that there is. */
function everyRead(principal: Principal): Record<string, () => Promise<readonly object[]>> {
  return {
    'agents.list': () => stores.agents.list(principal),
    'agents.byIds': () => stores.agents.byIds(principal, agentIds),
    'agents.permissionsOf': () => stores.agents.permissionsOf(principal, agentIds),
    'people.list': () => stores.people.list(principal),
    'people.byIds': () => stores.people.byIds(principal, personIds),
    'knowledge.list': () => stores.knowledge.list(principal),
    'knowledge.byIds': () =>
      stores.knowledge.byIds(
        principal,
        ACME.knowledge.map(({ id }) => id),
      ),
    'knowledge.ofAgents': () => stores.knowledge.ofAgents(principal, agentIds),
    'knowledge.usersOf': () => stores.knowledge.usersOf(principal, sourceIds),
    'knowledge.usableBy': async () =>
      (await stores.knowledge.usableBy(principal, agentIds[0] ?? '')).map((id) => ({ id })),
    'knowledgeSearch.search': () =>
      stores.knowledgeSearch.search(principal, { query: 'roll', sourceIds: 'all', after: null, limit: 2 }),
    'documents.byIds': () => stores.documents.byIds(principal, documentIds),
    'documents.bodies': () => stores.documents.bodies(principal, documentIds),
    'documents.counts': () => stores.documents.counts(principal, sourceIds),
    'documents.ofSources': () =>
      stores.documents.ofSources(principal, sourceIds, { ...firstPage, name: null }),
    'tools.list': () => stores.tools.list(principal),
    'tools.byIds': () =>
      stores.tools.byIds(
        principal,
        ACME.tools.map(({ id }) => id),
      ),
    'tools.ofAgents': () => stores.tools.ofAgents(principal, agentIds),
    'privateThreads.page': () => stores.privateThreads.page(principal, firstPage),
    'privateThreads.byIds': () => stores.privateThreads.byIds(principal, threadIds),
    'privateMessages.byIds': () => stores.privateMessages.byIds(principal, [testId('pms', 'T1M1')]),
    'privateMessages.ofThreads': () => stores.privateMessages.ofThreads(principal, threadIds, firstPage),
    'privateMessageParts.revisions': () => stores.privateMessageParts.revisions(principal, [messageId]),
    'privateMessageParts.mentions': () => stores.privateMessageParts.mentions(principal, [messageId]),
    'privateMessageParts.redactions': () => stores.privateMessageParts.redactions(principal, [messageId]),
    'privateMessageParts.reactions': () => stores.privateMessageParts.reactions(principal, [messageId]),
    'privateReading.unread': () => stores.privateReading.unread(principal, threadIds),
    'privateSearch.search': () =>
      stores.privateSearch.search(
        principal,
        { query: 'body', threadId: null },
        { ...firstPage, after: null },
      ),
    'notes.onThreads': () => stores.notes.onThreads(principal, [THREAD]),
    'notes.onMessages': () => stores.notes.onMessages(principal, [MESSAGE]),
    'publications.ofParticipants': () => stores.publications.ofParticipants(principal, participantIds),
    'publications.ofColleagues': () =>
      stores.publications.ofColleagues(principal, [...agentIds, ...personIds]),
    'credentials.ofAgents': () => stores.credentials.ofAgents(principal, agentIds),
    'shares.byIds': () => stores.shares.byIds(principal, shareIds),
    'shares.contents': () => stores.shares.contents(principal, shareIds),
    'disclosures.page': () => stores.disclosures.page(principal, {}, firstPage),
    'disclosures.byIds': () => stores.disclosures.byIds(principal, participantIds),
    'disclosures.readCounts': () => stores.disclosures.readCounts(principal, participantIds),
    'disclosures.namedIds': async () => (await stores.disclosures.namedIds(principal)).map((id) => ({ id })),
  };
}

describe('every store', () => {
  it('is in the list of reads', () => {
    const methods = Object.entries(stores).flatMap(([store, reads]) =>
      Object.keys(reads as object).map((method) => `${store}.${method}`),
    );
    expect(Object.keys(everyRead(own)).sort()).toEqual(methods.sort());
  });

  it.each(Object.keys(everyRead(own)))(
    '%s gives the own company rows, and nobody and strangers none',
    async (name) => {
      expect(await everyRead(own)[name]?.()).not.toHaveLength(0);
      expect(await everyRead(nobody)[name]?.()).toEqual([]);
      expect(await everyRead(stranger)[name]?.()).toEqual([]);
    },
  );

  it('gives another company what is published to its team and holds, and nothing else', async () => {
    const reads = Object.entries(everyRead(member)).map(
      async ([name, read]) => [name, await read()] as const,
    );
    const seen = (await Promise.all(reads)).filter(([, rows]) => rows.length > 0);
    expect(seen.map(([name, rows]) => [name, rows.map(idOf)])).toEqual([
      ['agents.byIds', [testId('agt', 'ASHARED')]],
      ['people.byIds', [testId('psn', 'SHARED')]],
      ['publications.ofParticipants', [testId('par', 'SHARED'), testId('par', 'ASHARED')]],
      ['publications.ofColleagues', [testId('par', 'SHARED'), testId('par', 'ASHARED')]],
      ['shares.byIds', [testId('shr', 'STHREAD'), testId('shr', 'SAGENT')]],
      ['shares.contents', [testId('shr', 'SAGENT'), testId('shr', 'STHREAD')]],
    ]);
  });

  it('goes by its clock: what expires now was seen a moment ago', async () => {
    now = TEST_TIME - 1;
    const seen = await stores.agents.byIds(member, agentIds);
    expect(seen.map(({ id }) => id).sort()).toEqual([testId('agt', 'AEXPRED'), testId('agt', 'ASHARED')]);
  });

  it('keeps teams apart', async () => {
    const elsewhere: Principal = { kind: 'foreign', company: 'nimbus', teams: new Set([OTHER_TEAM]) };
    const seen = await stores.people.byIds(elsewhere, personIds);
    expect(seen.map(({ id }) => id)).toEqual([testId('psn', 'AWAY')]);
  });
});

describe('lists', () => {
  it('come in the order that the SDL promises', async () => {
    const names = (await stores.agents.list(own)).map(({ name }) => name);
    expect(names).toEqual([...names].sort());
    const ofAgent = await stores.knowledge.ofAgents(own, [testId('agt', 'ASHARED')]);
    expect(ofAgent.map(({ title }) => title)).toEqual(['SECRET accounts', 'SECRET runbooks']);
    const notes = await stores.notes.onThreads(own, [THREAD]);
    expect(notes.map(({ body }) => body)).toEqual(['SECRET note', 'SECRET later note']);
  });

  it('of threads turn pages by id, both ways', async () => {
    const [first, second, third] = threadIds;
    const ids = async (page: object) =>
      (await stores.privateThreads.page(own, { ...firstPage, limit: 1, ...page })).map(({ id }) => id);
    expect(await ids({})).toEqual([first, second]);
    expect(await ids({ after: first })).toEqual([second, third]);
    expect(await ids({ backward: true })).toEqual([third, second]);
    expect(await ids({ backward: true, before: third })).toEqual([second, first]);
    expect(await ids({ after: first, before: third })).toEqual([second]);
  });

  it.each([
    [{}, [1, 2, 3]],
    [{ after: 3 }, [4, 5]],
    [{ backward: true }, [5, 4, 3]],
    [{ backward: true, before: 3 }, [2, 1]],
    [{ after: 1, before: 4 }, [2, 3]],
    [{ before: 0 }, []],
  ])('of messages turn the page %p of every thread at once', async (page, sequences) => {
    const rows = await stores.privateMessages.ofThreads(own, threadIds, { ...firstPage, ...page });
    for (const threadId of threadIds) {
      const mine = rows.filter((row) => row.threadId === threadId);
      expect(mine.map(({ sequence }) => sequence)).toEqual(sequences);
      for (const { body, sequence, createdAt } of mine) {
        expect(body).toContain(String(sequence));
        expect(createdAt.toISOString()).toBe('2026-03-01T08:00:00.000Z');
      }
    }
  });

  it('cost as many statements for one row as for many', async () => {
    const cost = async (ids: readonly string[], threads: readonly string[]): Promise<number> => {
      const loaders = createLoaders(stores, own);
      statements = 0;
      await Promise.all([
        ...ids.map((id) =>
          Promise.all([
            loaders.agent.load(id),
            loaders.knowledgeOfAgent.load(id),
            loaders.toolsOfAgent.load(id),
          ]),
        ),
        ...threads.map((id) => loaders.messagesOfThread.load(id, firstPage)),
      ]);
      return statements;
    };
    const one = await cost(agentIds.slice(0, 1), threadIds.slice(0, 1));
    expect(one).toBeGreaterThan(3);
    expect(await cost(agentIds, threadIds)).toBe(one);
  });
});

describe('the seed', () => {
  it('is sown once', async () => {
    expect(await seedCompany(db, ACME)).toBe('kept');
    expect(await db.agent.count()).toBe(ACME.agents.length);
  });

  it('is sown once by two at the same time, and leaves nothing behind when it is bad', async () => {
    const fresh = await createTestDatabase({ migrations: 'prisma/company/migrations' });
    const other = new PrismaClient({ adapter: createAdapter(fresh.runtimeUrl) });
    try {
      const [thread] = ACME.privateThreads;
      const bad = { ...ACME, privateThreads: thread ? [thread, thread] : [] };
      await expect(seedCompany(other, bad)).rejects.toThrow();
      expect(await other.person.count()).toBe(0);
      const both = await Promise.all([seedCompany(other, ACME), seedCompany(other, ACME)]);
      expect(both.sort()).toEqual(['kept', 'seeded']);
    } finally {
      await other.$disconnect();
      await fresh.drop();
    }
  });
});

describe('the database refuses', () => {
  const at = new Date(TEST_TIME);
  const [agentId, personId] = [testId('agt', 'ASHARED'), testId('psn', 'SHARED')];
  const publication = { participantId: testId('par', 'NEW'), teamId: TEAM, publishedAt: at };
  const message = { id: testId('pms', 'NEW'), threadId: testId('pth', 'T1'), body: 'x', createdAt: at };

  it.each([
    [
      'a publication of nothing',
      'publications_target_check',
      () => db.publication.create({ data: publication }),
    ],
    [
      'a publication of two things',
      'publications_target_check',
      () => db.publication.create({ data: { ...publication, agentId, personId } }),
    ],
    [
      'a publication of what is not there',
      'publications_agent_id_fkey',
      () => db.publication.create({ data: { ...publication, agentId: testId('agt', 'NEW') } }),
    ],
    [
      'one that ends before it begins',
      'publications_expiry_check',
      () => db.publication.create({ data: { ...publication, agentId, expiresAt: at } }),
    ],
    [
      'a sequence of zero',
      'private_messages_sequence_check',
      () => db.privateMessage.create({ data: { ...message, sequence: 0, authorAgentId: agentId } }),
    ],
    [
      'a sequence twice',
      'sequence',
      () => db.privateMessage.create({ data: { ...message, sequence: 1, authorAgentId: agentId } }),
    ],
    [
      'a message without an author',
      'private_messages_author_check',
      () => db.privateMessage.create({ data: { ...message, sequence: 6 } }),
    ],
  ])('%s', async (_case, because, write) => {
    await expect(write()).rejects.toThrow(because);
  });
});
