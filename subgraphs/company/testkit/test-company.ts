import { pino } from 'pino';
import { ATTESTATION_HEADER, PASSPORT_HEADER } from '#schema/wire/headers.ts';
import { createTestDatabase } from '#test/testkit/postgres.ts';
import { startCompanySubgraph, type CompanySettings } from '../company-subgraph.ts';
import { openDatabase } from '../database.ts';
import { seedCompany } from '../seed.ts';
import { ACME, MESSAGE, TEAM, TEST_TIME, testId, THREAD } from './acme-scenario.ts';
import { startFakeSharedLayer, type FakeSharedLayer } from './fake-shared-layer.ts';
import { entityTypes, fullSelection } from './full-selection.ts';
import { createTestNetwork, type Sign, type TestNetwork } from './test-network.ts';

/** Headers of a request. */
export type Headers = Readonly<Record<string, string>>;
/** An object of an answer. */
export type Json = Readonly<Record<string, unknown>>;

/** An answer of the subgraph. */
export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly data: Json | undefined;
  readonly errors: unknown;
}

/** Acme's subgraph, running on a database of its own with the scenario in it. */
export interface TestCompany {
  readonly url: string;
  /** As the runtime role. */
  readonly databaseUrl: string;
  readonly network: TestNetwork;
  /** Where the company's requests go. */
  readonly sharedLayer: FakeSharedLayer;
  /** All that it has logged. */
  readonly logLines: readonly string[];
  /** Headers with a passport, by default of an own caller. */
  readonly passport: Carry;
  /** Headers with a caller token. */
  readonly bearer: Carry;
  /** Headers with an attestation for Harbor. */
  readonly attested: Carry;
  ask(headers: Headers, query: string, variables?: Json): Promise<Reply>;
  /** Asks for every field of every entity of the type, as representations that claim to know more than the key. */
  askEntities(headers: Headers, type: string): Promise<Reply & { entities: Map<string, Json | null> }>;
  stop(): Promise<void>;
}

type Carry = (...signing: Parameters<Sign>) => Promise<Headers>;

/** What a passport says for a caller of another company. */
export const FOREIGN = { company: 'harbor', caller: undefined };

/** Joins headers. */
export async function all(...parts: (Promise<Headers> | Headers)[]): Promise<Headers> {
  let joined: Headers = {};
  for (const part of parts) joined = { ...joined, ...(await part) };
  return joined;
}

/** Starts Acme's subgraph for a test, with a scenario in its database. */
export async function startTestCompany(
  scenario = ACME,
  changed: Partial<CompanySettings> = {},
): Promise<TestCompany> {
  const database = await createTestDatabase({ migrations: 'prisma/company/migrations' });
  const network = await createTestNetwork(() => TEST_TIME);
  const logLines: string[] = [];
  const logger = pino({ level: 'trace', base: null }, { write: (line: string) => void logLines.push(line) });
  const sharedLayer = await startFakeSharedLayer(network.company, () => TEST_TIME);
  const settings = {
    ...network.trust,
    sharedUrl: sharedLayer.url,
    company: 'acme',
    host: '127.0.0.1',
    port: 0,
    databaseUrl: database.runtimeUrl,
    migrationDatabaseUrl: database.ownerUrl,
    toolSecretKey: new Uint8Array(32).fill(7),
    logLevel: 'trace',
    ...changed,
  };
  const tools = { clock: () => TEST_TIME, fetch: network.fetch, logger };
  const subgraph = await startCompanySubgraph(settings, tools).catch(async (error: unknown) => {
    await sharedLayer[Symbol.asyncDispose]();
    await database.drop();
    throw error;
  });
  const db = openDatabase(database.runtimeUrl);
  await seedCompany(db, scenario);
  await db.$disconnect();
  return {
    url: subgraph.url,
    databaseUrl: database.runtimeUrl,
    network,
    sharedLayer,
    logLines,
    passport: async (...signing) => ({ [PASSPORT_HEADER]: await network.passport(...signing) }),
    bearer: async (...signing) => ({ authorization: `Bearer ${await network.callerToken(...signing)}` }),
    attested: async (...signing) => ({ [ATTESTATION_HEADER]: await network.attestation(...signing) }),
    ask: (headers, query, variables = {}) => ask(subgraph.url, headers, query, variables),
    askEntities: (headers, type) => askEntities(subgraph.url, headers, type),
    stop: async () => {
      await subgraph.stop();
      await sharedLayer[Symbol.asyncDispose]();
      await database.drop();
    },
  };
}

/** The entities that the company resolves. A company's card is the shared layer's: here it is a key and nothing more. */
export const ENTITIES: readonly string[] = entityTypes().filter((type) => type !== 'Company');

/** The kind of id of each of the company's own entities. */
export const ENTITY_PREFIX: Readonly<Record<string, string>> = {
  Agent: 'agt',
  Person: 'psn',
  KnowledgeSource: 'kno',
  Document: 'doc',
  Tool: 'tol',
  PrivateThread: 'pth',
  PrivateMessage: 'pms',
  Participant: 'par',
  Share: 'shr',
};

/** Every id of Acme's that the scenario mentions. */
export const REALM: readonly string[] = [...new Set(JSON.stringify(ACME).match(/[a-z]{3}_acme_\w+/g))];

/** Every id of the type that Acme has, with ids that it has not. */
function idsOf(type: string): string[] {
  if (type === 'Thread') return [THREAD, testId('thr', 'ABSENT')];
  if (type === 'Message') return [MESSAGE, testId('msg', 'ABSENT')];
  const prefix = ENTITY_PREFIX[type] ?? 'none';
  const known = REALM.filter((id) => id.startsWith(prefix));
  return [...known, testId(prefix, 'ABSENT'), testId(prefix, 'ASHARED', 'harbor')];
}

async function askEntities(
  url: string,
  headers: Headers,
  type: string,
): Promise<Reply & { entities: Map<string, Json | null> }> {
  const query = `query ($all: [_Any!]!) { _entities(representations: $all) { ... on ${type} ${fullSelection(type)} } }`;
  const all = idsOf(type).map((id) => ({
    __typename: type,
    id,
    company: 'acme',
    name: 'forged',
    teams: [TEAM],
  }));
  const reply = await ask(url, headers, query, { all });
  const answers = (reply.data?.['_entities'] ?? []) as (Json | null)[];
  return { ...reply, entities: new Map(idsOf(type).map((id, index) => [id, answers[index] ?? null])) };
}

async function ask(url: string, headers: Headers, query: string, variables: Json): Promise<Reply> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  const { data, errors } = JSON.parse(text) as { data?: Json; errors?: unknown };
  return { status: response.status, text, data, errors };
}
