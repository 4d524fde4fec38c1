import { randomUUID } from 'node:crypto';
import type { JWK } from 'jose';
import { COMPANY_SCENARIOS, COMPANIES } from '#cli/scenario/companies.ts';
import { companySdl } from '#cli/scenario/realms.ts';
import { SHARED_SCENARIO } from '#cli/scenario/rollout-team.ts';
import { startGateway } from '#gateway/gateway.ts';
import { createUndiciWire } from '#gateway/transport/undici-wire.ts';
import type { Wire } from '#gateway/transport/wire.ts';
import { startCompanySubgraph } from '#subgraphs/company/company-subgraph.ts';
import { openDatabase as openCompanyDatabase } from '#subgraphs/company/database.ts';
import { seedCompany } from '#subgraphs/company/seed.ts';
import { openDatabase as openSharedDatabase } from '#subgraphs/shared/database.ts';
import { registerCompanies, seedShared, type CompanyRegistration } from '#subgraphs/shared/seed.ts';
import { startSharedSubgraph } from '#subgraphs/shared/shared-subgraph.ts';
import { startChangingIssuers, type ChangingIssuers, type IssuingCompany } from './changing-issuers.ts';
import { testGatewaySettings } from './gateway-settings.ts';
import { createJournal, type Journal } from './journal.ts';
import { createKeptBuilder } from './kept-views.ts';
import { createTestKey, type TestKey } from './network-keys.ts';
import { createTestDatabase, type TestDatabase } from './postgres.ts';
import { startRolling, type Replica, type Replicas } from './rolling.ts';

/** The keys that a program of a kind is started with. */
export interface KeySet {
  readonly signing: TestKey;
  readonly others: readonly TestKey[];
}

type Rolled = 'gateway' | 'shared' | 'acme';
type Databases = Readonly<Record<'shared' | IssuingCompany, TestDatabase>>;
type Balanced = Readonly<Record<Rolled | 'harbor', Replicas>>;

/** Two of each program behind balancers, whose keys are fetched over HTTP, and companies' issuers that can change theirs. */
export interface RollingNetwork extends AsyncDisposable {
  readonly gatewayUrl: string;
  readonly sharedUrl: string;
  readonly databases: Databases;
  readonly issuers: ChangingIssuers;
  readonly keys: Readonly<Record<Rolled, KeySet>>;
  readonly journal: Journal;
  /** Restarts each replica of a kind with other keys, one after another. */
  roll(program: Rolled, keys: KeySet): Promise<void>;
}

const LOCAL = { host: '127.0.0.1', port: 0, logLevel: 'silent' };
const SERVED = ['acme', 'harbor'] as const;
const JWKS = '/.well-known/jwks.json';
/** `Date.now` is asked each time: a test may put it forward. */
const clock = () => Date.now();

/** Starts it. */
export async function startRollingNetwork(): Promise<RollingNetwork> {
  const issuers = await startChangingIssuers();
  const journal = createJournal();
  const balanced: Balanced = {
    ...{ gateway: await startRolling('gateway', journal), shared: await startRolling('shared', journal) },
    ...{ acme: await startRolling('acme', journal), harbor: await startRolling('harbor', journal) },
  };
  const { gateway, shared, acme, harbor } = balanced;
  const databases = await createDatabases();
  const wire = createUndiciWire();
  const surroundings: Surroundings = { balanced, databases, issuers, journal };
  const starts = {
    gateway: (set: KeySet) => gatewayStart(surroundings, wire, set),
    shared: (set: KeySet) => sharedStart(surroundings, set),
    acme: (set: KeySet) => companyStart('acme', surroundings, set),
  };
  const keys = { gateway: await only('gateway'), shared: await only('shared'), acme: await only('acme') };
  const harborKeys = await only('harbor');
  await shared.start(2, starts.shared(keys.shared));
  await acme.start(2, starts.acme(keys.acme));
  await harbor.start(1, companyStart('harbor', surroundings, harborKeys));
  await seed(databases, balanced, issuers, { acme: keys.acme.signing, harbor: harborKeys.signing });
  await gateway.start(1, starts.gateway(keys.gateway));
  await untilReady(gateway.url);
  const readyGateway = async (set: KeySet) => {
    const replica = await starts.gateway(set)();
    await untilReady(replica.url).catch(async (error: unknown) => {
      await replica.stop();
      throw error;
    });
    return replica;
  };
  await gateway.start(1, () => readyGateway(keys.gateway));
  return {
    ...{ gatewayUrl: gateway.url, sharedUrl: shared.url, databases, keys, issuers, journal },
    roll(program, set) {
      keys[program] = set;
      const start = program === 'gateway' ? () => readyGateway(set) : starts[program](set);
      return balanced[program].roll(start);
    },
    async [Symbol.asyncDispose]() {
      for (const replicas of [gateway, acme, harbor, shared]) await replicas.stop();
      await Promise.all([wire.close(), issuers[Symbol.asyncDispose]()]);
      await Promise.all(Object.values(databases).map((database) => database.drop()));
    },
  };
}

async function only(name: string): Promise<KeySet> {
  return { signing: await createTestKey(name), others: [] };
}

async function createDatabases(): Promise<Databases> {
  return {
    shared: await createTestDatabase({ migrations: 'prisma/shared/migrations' }),
    acme: await createTestDatabase({ migrations: 'prisma/company/migrations' }),
    harbor: await createTestDatabase({ migrations: 'prisma/company/migrations' }),
  };
}

function urlsOf({ runtimeUrl, ownerUrl }: TestDatabase) {
  return { databaseUrl: runtimeUrl, migrationDatabaseUrl: ownerUrl };
}

function keysOf({ signing, others }: KeySet): { signingKey: JWK; otherKeys: JWK[] } {
  return { signingKey: signing.privateJwk, otherKeys: others.map(({ privateJwk }) => privateJwk) };
}

function gatewayStart({ balanced: { gateway, shared }, journal }: Surroundings, wire: Wire, set: KeySet) {
  const { signingKey, otherKeys } = keysOf(set);
  const settings = testGatewaySettings(shared.url, signingKey, {
    ...{ otherKeys, publicUrl: gateway.url, signInClientId: 'dashboard', subgraphTimeoutMs: 15_000 },
  });
  const logger = journal.logger('gateway');
  const gatewayTools = { clock, newId: randomUUID, wire, fetchKeys: fetch, fetchIssuer: fetch, logger };
  // Those that come one after another need not build the same views each.
  return (): Promise<Replica> => startGateway(settings, { ...gatewayTools, builder: createKeptBuilder() });
}

function sharedStart({ balanced: { gateway }, databases, journal }: Surroundings, set: KeySet) {
  const settings = {
    ...{ ...LOCAL, ...urlsOf(databases.shared), ...keysOf(set) },
    gatewayJwksUrl: gateway.url + JWKS,
  };
  return (): Promise<Replica> =>
    startSharedSubgraph(settings, { clock, fetch, logger: journal.logger('shared') });
}

interface Surroundings {
  readonly balanced: Balanced;
  readonly databases: Databases;
  readonly issuers: ChangingIssuers;
  readonly journal: Journal;
}

function companyStart(
  company: IssuingCompany,
  { balanced, databases, issuers, journal }: Surroundings,
  set: KeySet,
) {
  const { gateway, shared } = balanced;
  const settings = {
    ...{ ...LOCAL, ...urlsOf(databases[company]), ...keysOf(set), company },
    ...{ gatewayJwksUrl: gateway.url + JWKS, sharedUrl: shared.url, sharedJwksUrl: shared.url + JWKS },
    ...{ issuer: issuers.issuerOf(company), issuerJwksUrl: issuers.jwksUriOf(company) },
  };
  return (): Promise<Replica> =>
    startCompanySubgraph(settings, { clock, fetch, logger: journal.logger(company) });
}

async function seed(
  databases: Databases,
  balanced: Balanced,
  issuers: ChangingIssuers,
  keys: Readonly<Record<IssuingCompany, TestKey>>,
): Promise<void> {
  const db = openSharedDatabase(databases.shared.runtimeUrl);
  const registrations = COMPANIES.map(({ slug, name }): CompanyRegistration => {
    const served = SERVED.find((own) => own === slug);
    if (served === undefined)
      return {
        ...{ slug, name, issuer: `http://issuer.test/${slug}`, jwksUri: `http://issuer.test/${slug}/keys` },
        ...{ subgraphUrl: null, sdl: companySdl(slug), keys: [] },
      };
    return {
      ...{ slug, name, issuer: issuers.issuerOf(served), jwksUri: issuers.jwksUriOf(served) },
      ...{ subgraphUrl: `${balanced[served].url}/graphql`, sdl: companySdl('harbor') },
      keys: [keys[served].privateJwk],
    };
  });
  await registerCompanies(db, registrations);
  await seedShared(db, SHARED_SCENARIO);
  await db.$disconnect();
  for (const slug of SERVED) {
    const own = openCompanyDatabase(databases[slug].runtimeUrl);
    await seedCompany(own, COMPANY_SCENARIOS[slug]);
    await own.$disconnect();
  }
}

async function untilReady(url: string): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if ((await fetch(`${url}/ready`)).status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`nothing at ${url} became ready`);
}
