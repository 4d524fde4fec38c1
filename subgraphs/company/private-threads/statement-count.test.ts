import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql, parse } from 'graphql';
import { PrismaClient } from '#prisma/company/client/client.ts';
import { createAdapter } from '#prisma/database.ts';
import { contractSdl } from '#schema/sdl.ts';
import { createTestDatabase, type TestDatabase } from '#test/testkit/postgres.ts';
import { guardResolvers } from '../access/field-guard.ts';
import type { Context } from '../context.ts';
import { createLoaders } from '../loaders.ts';
import { resolvers } from '../resolvers.ts';
import { seedCompany } from '../seed.ts';
import { createStores } from '../stores.ts';
import { ACME, TEST_TIME, testId } from '../testkit/acme-scenario.ts';

const principal = { kind: 'own', callerKind: 'person', subject: 'person-shared' } as const;
const EVERYTHING = `query ($n: Int!) { workspace { privateThreads(first: $n) { nodes { title unreadCount openedBy { id }
  messages(first: $n) { nodes { body author { ... on Agent { name } ... on Person { displayName } }
    onBehalfOf { id } replyTo { body } thread { slug } revisions { body }
    mentions { ... on Agent { name } ... on Person { displayName } }
    reactions { count colleagues { ... on Agent { name } ... on Person { displayName } } } } } } } } }`;

let database: TestDatabase;
let db: PrismaClient<'query'>;
let statements = 0;
beforeAll(async () => {
  database = await createTestDatabase({ migrations: 'prisma/company/migrations' });
  const log = [{ emit: 'event' as const, level: 'query' as const }];
  db = new PrismaClient({ adapter: createAdapter(database.runtimeUrl), log });
  db.$on('query', () => (statements += 1));
  await seedCompany(db, ACME);
  for (const { id, messages } of ACME.privateThreads) {
    const [first, ...others] = messages.map((message) => message.id);
    const data = others.map((messageId, place) => ({ messageId, place, personId: testId('psn', 'AWAY') }));
    await db.privateMention.createMany({ data });
    await db.privateReaction.createMany({
      data: data.map(({ messageId, personId }) => ({ messageId, personId, emoji: '👍' })),
    });
    await db.privateMessage.updateMany({
      where: { threadId: id, sequence: { gt: 1 } },
      data: { replyToId: first ?? '', onBehalfOfId: testId('psn', 'HDDN') },
    });
  }
});
afterAll(async () => {
  await db.$disconnect();
  await database.drop();
});

async function statementsFor(n: number): Promise<number> {
  const stores = createStores(db, () => TEST_TIME);
  const loaders = createLoaders(stores, principal);
  const contextValue: Partial<Context> = { company: 'acme', principal, stores, loaders: () => loaders };
  const schema = buildSubgraphSchema([
    {
      typeDefs: parse(contractSdl()),
      resolvers: guardResolvers(contractSdl(), resolvers) as GraphQLResolverMap<unknown>,
    },
  ]);
  statements = 0;
  const { errors } = await graphql({ schema, source: EVERYTHING, contextValue, variableValues: { n } });
  expect(errors).toBeUndefined();
  return statements;
}

describe('the number of statements', () => {
  it('does not grow with threads and messages', async () => {
    const few = await statementsFor(2);
    expect(await statementsFor(3)).toBe(few);
    expect(await statementsFor(100)).toBe(few);
    expect(few).toBeLessThan(15);
  });
});
