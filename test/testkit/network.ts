import { lineCollector, recording, type Sent } from './recording.ts';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { COMPANIES } from '#cli/scenario/companies.ts';
import { findCaller } from '#cli/scenario/callers.ts';
import { companySdl, extensionModuleOf } from '#cli/scenario/realms.ts';
import { SHARED_SCENARIO } from '#cli/scenario/rollout-team.ts';
import { startGateway } from '#gateway/gateway.ts';
import type { GatewaySettings } from '#gateway/config.ts';
import { createUndiciWire } from '#gateway/transport/undici-wire.ts';
import type { CallerClaims } from '#schema/wire/credentials.ts';
import type { TelemetrySettings } from '#telemetry/settings.ts';
import type { CompanyScenario } from '#subgraphs/company/seed.ts';
import type { BusSettings } from '#subgraphs/kit/notice-bus.ts';
import { openDatabase as openSharedDatabase } from '#subgraphs/shared/database.ts';
import { registerCompanies, seedShared, type SharedScenario } from '#subgraphs/shared/seed.ts';
import { startSharedSubgraph } from '#subgraphs/shared/shared-subgraph.ts';
import { TEST_ENGINE, TEST_TELEMETRY, testGatewaySettings } from './gateway-settings.ts';
import {
  createCredentials,
  testIssuer,
  type Credentials,
  type Overrides,
  type PartyKeys,
} from './credentials.ts';
import { createKeptBuilder } from './kept-views.ts';
import { createTestKey, keyFetch, type TestKey } from './network-keys.ts';
import { createTestDatabase, type TestDatabase } from './postgres.ts';
import { startRestartable, type Restartable } from './restartable.ts';
import { isNimbusOwn, seedTestCompany, startCompany } from './test-company.ts';

/** The errors of an answer, but for what the engine under test says that it does not serve. */
export function errorsOf({ errors = [] }: Reply['json']): NonNullable<Reply['json']['errors']> {
  return errors.filter(
    ({ extensions }) => extensions?.['code'] !== 'FIELD_NOT_SERVED' || TEST_ENGINE !== 'apollo',
  );
}

/** What a client got. `text` is the whole body, for searching. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: {
    readonly data?: Record<string, unknown> | null;
    readonly errors?: readonly {
      message: string;
      path?: (string | number)[];
      extensions?: Record<string, unknown>;
    }[];
  };
}

/** The whole network on free ports, with databases of its own and the reference scenario in them. */
export interface TestNetwork extends AsyncDisposable {
  readonly gatewayUrl: string;
  readonly sharedUrl: string;
  companyUrl(company: string): string;
  /** Where a program serves its metrics: `gateway`, `shared` or a company's slug. */
  metricsUrl(program: string): string;
  /** What a company signs with when it asks the shared layer in its own name. */
  companyKey(company: string): TestKey;
  readonly credentials: Credentials;
  /** What its parties sign with. */
  readonly keys: PartyKeys;
  /** Every line that any program logged, as JSON text. */
  readonly logs: readonly string[];
  /** Every request that left the gateway: address, headers, body. */
  readonly sent: readonly Sent[];
  /** Every address that a program fetched keys from. */
  readonly keysAsked: readonly string[];
  readonly databases: ReadonlyMap<string, TestDatabase>;
  /** An honest token of somebody of the scenario. */
  tokenOf(company: string, subject: string, overrides?: Overrides): Promise<string>;
  /** Asks the gateway, as the bearer of `token` or as nobody. */
  ask(token: string | null, query: string, variables?: Record<string, unknown>): Promise<Reply>;
  stopCompany(company: string): Promise<void>;
  /**
   * Stops a program as SIGTERM does, waits for what is done meanwhile, and starts it again at its address.
   *
   * @param program `gateway`, `shared` or a company's slug
   */
  restart(program: string, meanwhile?: () => Promise<void>): Promise<void>;
  /** Starts another of a program beside the first, with the same settings, and gives its address. */
  startReplica(program: 'gateway' | 'shared'): Promise<string>;
  stopReplica(url: string): Promise<void>;
}

/** What a test wants otherwise than the reference network has it. */
export interface NetworkOptions {
  readonly gateway?: Partial<GatewaySettings>;
  /** Carries notices between replicas of the shared layer. */
  readonly eventBus?: BusSettings;
  /** Told where the shared layer is, says where the gateway is to look for it: at a balancer. */
  readonly sharedUrlFor?: (sharedUrl: string) => Promise<string>;
  /** Company SDL to register in the stead of what the company serves. */
  readonly sdl?: Readonly<Record<string, string>>;
  /** Addresses to register in place of the reference subgraphs. */
  readonly subgraphUrls?: Readonly<Record<string, string>>;
  readonly shared?: SharedScenario;
  readonly companies?: Readonly<Record<string, CompanyScenario>>;
  /** More keys that every program finds at their addresses: of companies that come later. */
  readonly keys?: readonly TestKey[];
  /** Nimbus's program: its own (`examples/nimbus`) as `npm start` runs it, or the same as the others'. `own` when left out. */
  readonly nimbus?: 'own' | 'reference';
  /** What every program tells its operator; but for Nimbus's own, which tells nothing. */
  readonly telemetry?: TelemetrySettings;
}

/** The caller of the scenario as its company's issuer names it. */
export function callerOf(company: string, subject: string): CallerClaims {
  const known = findCaller(company, subject);
  if (!known) throw new Error(`${company} ${subject} is not in the scenario`);
  return { sub: known.subject, kind: known.kind, name: known.name };
}

/** Posts an operation; for asking subgraphs directly, too. */
export async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text === '' ? {} : (JSON.parse(text) as Reply['json']),
  };
}

/** Starts the network in this process. `outsider` runs a subgraph too here, so that it can be asked everything. */
export async function startTestNetwork(options: NetworkOptions = {}): Promise<TestNetwork> {
  const gatewayKey = await createTestKey('gateway');
  const sharedKey = await createTestKey('shared');
  const slugs = COMPANIES.map(({ slug }) => slug);
  const issuers = new Map<string, TestKey>(
    await Promise.all(slugs.map(async (slug) => [slug, await createTestKey(slug)] as const)),
  );
  const companyKeys = new Map<string, TestKey>(
    await Promise.all(slugs.map(async (slug) => [slug, await createTestKey(`company-${slug}`)] as const)),
  );
  const keysAsked: string[] = [];
  const known = [gatewayKey, sharedKey, ...issuers.values(), ...(options.keys ?? [])];
  const fetchKeys = keyFetch(known, keysAsked);
  const logs: string[] = [];
  const logger = pino({ level: 'debug' }, lineCollector(logs));
  const tools = { clock: Date.now, fetch: fetchKeys, logger };
  const stops: (() => Promise<void>)[] = [];

  const sharedDb = await createTestDatabase({ migrations: 'prisma/shared/migrations' });
  const databases = new Map<string, TestDatabase>([['shared', sharedDb]]);
  const { telemetry = TEST_TELEMETRY } = options;
  const local = { host: '127.0.0.1', port: 0, logLevel: 'debug', telemetry };
  const startShared = (port: number) =>
    startSharedSubgraph(
      {
        ...{ ...local, port },
        databaseUrl: sharedDb.runtimeUrl,
        migrationDatabaseUrl: sharedDb.ownerUrl,
        gatewayJwksUrl: gatewayKey.jwksUri,
        signingKey: sharedKey.privateJwk,
        ...(options.eventBus ? { eventBus: options.eventBus } : {}),
      },
      tools,
    );
  const shared = await startRestartable(startShared);
  const companies = new Map<string, Restartable>(
    await Promise.all(
      slugs.map(async (company) => {
        const own = isNimbusOwn(company, options);
        const database = await createTestDatabase(own ? {} : { migrations: 'prisma/company/migrations' });
        databases.set(company, database);
        const issuerKey = issuers.get(company);
        const settings = {
          ...{ ...local, company },
          databaseUrl: database.runtimeUrl,
          migrationDatabaseUrl: database.ownerUrl,
          gatewayJwksUrl: gatewayKey.jwksUri,
          sharedUrl: shared.url,
          sharedJwksUrl: sharedKey.jwksUri,
          signingKey: keyOf(companyKeys, company).privateJwk,
          issuer: testIssuer(company),
          issuerJwksUrl: issuerKey?.jwksUri ?? '',
          extensionModule: extensionModuleOf(company),
        };
        const running = await startRestartable((port) => startCompany(own, { ...settings, port }, tools));
        // Its tables are there once it has started, those of its realm too.
        await seedTestCompany(company, database, options);
        return [company, running] as const;
      }),
    ),
  );

  const db = openSharedDatabase(sharedDb.runtimeUrl);
  // One at a time: a transaction has five seconds, which all of them can take on a busy machine.
  for (const { slug, name } of COMPANIES)
    await registerCompanies(db, [
      {
        slug,
        name,
        issuer: testIssuer(slug),
        jwksUri: issuers.get(slug)?.jwksUri ?? '',
        subgraphUrl: options.subgraphUrls?.[slug] ?? `${companies.get(slug)?.url ?? ''}/graphql`,
        sdl: options.sdl?.[slug] ?? companySdl(slug),
        keys: [keyOf(companyKeys, slug).privateJwk],
      },
    ]);
  await seedShared(db, options.shared ?? SHARED_SCENARIO);
  await db.$disconnect();

  const sent: Sent[] = [];
  const wire = createUndiciWire();
  const sharedUrl = (await options.sharedUrlFor?.(shared.url)) ?? shared.url;
  const settings = testGatewaySettings(sharedUrl, gatewayKey.privateJwk, { telemetry, ...options.gateway });
  const startGatewayAt = (port: number) =>
    startGateway(
      { ...settings, port },
      {
        ...{ clock: Date.now, newId: randomUUID, wire: recording(wire, sent), fetchKeys, logger },
        builder: createKeptBuilder(),
      },
    );
  const gateway = await startRestartable(startGatewayAt);
  const replicas = new Map<string, () => Promise<void>>();
  await untilReady(gateway.url, logs);
  const keys = { gateway: gatewayKey, shared: sharedKey, issuers, companies: companyKeys };
  const credentials = createCredentials(keys);
  const programs = new Map([...companies, ['gateway', gateway], ['shared', shared]]);
  const stopped = new Set<string>();
  const stopCompany = async (company: string) => {
    if (stopped.has(company)) return;
    stopped.add(company);
    await companies.get(company)?.stop();
  };
  stops.push(
    () => gateway.stop(),
    () => wire.close(),
    ...slugs.map((slug) => () => stopCompany(slug)),
    () => shared.stop(),
  );
  return {
    gatewayUrl: gateway.url,
    sharedUrl: shared.url,
    companyUrl: (company) => companies.get(company)?.url ?? '',
    metricsUrl: (program) => programs.get(program)?.metricsUrl() ?? '',
    companyKey: (company) => keyOf(companyKeys, company),
    credentials,
    keys,
    logs,
    sent,
    keysAsked,
    databases,
    stopCompany,
    async restart(program, meanwhile) {
      await programs.get(program)?.restart(meanwhile);
      await untilReady(gateway.url, logs);
    },
    async startReplica(program) {
      const running = await (program === 'shared' ? startShared(0) : startGatewayAt(0));
      replicas.set(running.url, () => running.stop());
      await untilReady(running.url, logs);
      return running.url;
    },
    async stopReplica(url) {
      await replicas.get(url)?.();
      replicas.delete(url);
    },
    tokenOf: (company, subject, overrides) =>
      credentials.callerToken(company, callerOf(company, subject), overrides),
    ask: (token, query, variables) =>
      post(
        `${gateway.url}/graphql`,
        { query, ...(variables ? { variables } : {}) },
        token === null ? {} : { authorization: `Bearer ${token}` },
      ),
    async [Symbol.asyncDispose]() {
      for (const stop of [...[...replicas.values()].reverse(), ...stops]) await stop();
      await Promise.all([...databases.values()].map((database) => database.drop()));
    },
  };
}

function keyOf(keys: ReadonlyMap<string, TestKey>, company: string): TestKey {
  const key = keys.get(company);
  if (!key) throw new Error(`the test network has no key of ${company}`);
  return key;
}

async function untilReady(url: string, logs: readonly string[]): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { status } = await fetch(`${url}/ready`);
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(
    `the gateway of the test network did not become ready; the last it logged:\n${logs.slice(-5).join('')}`,
  );
}
