import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { graphql, parse, type ExecutionResult } from 'graphql';
import { sharedSdl } from '#schema/sdl.ts';
import { createIdSource } from '#subgraphs/kit/ids.ts';
import { createTestDatabase, type TestDatabase } from '#test/testkit/postgres.ts';
import { createContext } from '../context.ts';
import { openDatabase, type Database } from '../database.ts';
import type { Caller } from '../passport.ts';
import { resolvers } from '../resolvers.ts';
import { registerCompanies, type CompanyRegistration } from '../seed.ts';
import { insertSeededTeam } from '../seed-store.ts';
import { INTERVAL_TEAM } from './interval-team.ts';
import { openRows } from './owned-rows.ts';
import { makeKey } from './test-credentials.ts';

/** A database of the shared layer with four companies and the team of `interval-team.ts`. */
export interface TestShared {
  /** As the program has it. */
  readonly database: Database;
  /** As its owner sees it, past the second wall: for setting up, and for looking at what there is. */
  readonly rows: Database;
  readonly urls: TestDatabase;
  close(): Promise<void>;
}

export const ACME = await registration('acme');
export const COMPANIES = [ACME, ...(await Promise.all(['harbor', 'nimbus', 'outsider'].map(registration)))];

async function registration(slug: string) {
  return {
    slug,
    name: slug.toUpperCase(),
    issuer: `https://id.${slug}.example`,
    jwksUri: `https://id.${slug}.example/jwks`,
    subgraphUrl: slug === 'outsider' ? null : `http://127.0.0.1:1/${slug}`,
    sdl: 'type Query { workspace: String }',
    /** With its private half, so that tests can sign with it. */
    keys: [await makeKey(`${slug}-1`)],
  } satisfies CompanyRegistration;
}

/** Makes the database, of all migrations unless told a folder of fewer; the caller closes it. */
export async function openTestShared(migrations = 'prisma/shared/migrations'): Promise<TestShared> {
  const urls = await createTestDatabase({ migrations });
  const database = openDatabase(urls.runtimeUrl);
  const rows = openRows(urls.ownerUrl);
  await registerCompanies(database, COMPANIES);
  await insertSeededTeam(database, INTERVAL_TEAM);
  const close = async () => {
    await Promise.all([database.$disconnect(), rows.$disconnect()]);
    await urls.drop();
  };
  return { database, rows, urls, close };
}

/** A person called `lead`, or an agent called `agent`. */
export function callerNamed(subject: string): Caller {
  return { subject, kind: subject === 'agent' ? 'AGENT' : 'PERSON', displayName: subject };
}

/** A request of a company's caller, and what went wrong in it on our side. */
export function openContext(database: Database, company: string, subject = 'lead') {
  const faults: unknown[] = [];
  const clock = () => Date.UTC(2026, 3, 1, 12);
  const onFault = (error: unknown) => void faults.push(error);
  const tools = { database, clock, ids: createIdSource(clock), onFault };
  return { context: createContext({ company, caller: callerNamed(subject) }, tools), faults };
}

// Apollo's own parameter type is of resolvers with an unknown context.
const schema = buildSubgraphSchema([
  { typeDefs: parse(sharedSdl()), resolvers: resolvers as GraphQLResolverMap<unknown> },
]);

/** Runs one operation as a company's caller, as a request of its own. */
export async function ask(
  database: Database,
  company: string,
  source: string,
  variableValues: Record<string, unknown> = {},
  subject = 'lead',
): Promise<ExecutionResult> {
  const { context } = openContext(database, company, subject);
  try {
    return await graphql({ schema, source, variableValues, contextValue: context });
  } finally {
    await context.close();
  }
}
