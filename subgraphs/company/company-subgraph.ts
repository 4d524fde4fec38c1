import { fileURLToPath } from 'node:url';
import type { FetchImplementation, JWK } from 'jose';
import { poolOptions } from '#prisma/database.ts';
import { checkPooledSession } from '#prisma/pooled-session.ts';
import { grantRuntime } from '#prisma/tool/grant-runtime.ts';
import { applyMigrations } from '#prisma/tool/migrate.ts';
import { companySdl } from '#schema/sdl.ts';
import type { Clock, Signer } from '#schema/wire/signatures.ts';
import type { TelemetrySettings } from '#telemetry/settings.ts';
import type { DatabaseAccess } from '#subgraphs/kit/database-variables.ts';
import { createGraphQLRoute, type GraphQLRoute } from '#subgraphs/kit/graphql-route.ts';
import { createIdSource } from '#subgraphs/kit/ids.ts';
import { jsonReply, startHttpServer, type Route } from '#subgraphs/kit/http-server.ts';
import type { Logger } from '#subgraphs/kit/logger.ts';
import { startObserving, type Observing } from '#subgraphs/kit/observing.ts';
import { createRequestLog, type RequestLog } from '#subgraphs/kit/request-log.ts';
import { openBus, type BusSettings } from '#subgraphs/kit/notice-bus.ts';
import { followNotices } from '#subgraphs/kit/notices.ts';
import { createWakes, type Wakes } from '#subgraphs/kit/wakes.ts';
import { guardResolvers } from './access/field-guard.ts';
import { createIssuerVerifier } from './access/issuer-verifier.ts';
import { createRequestVerifier, type Trust } from './access/request-verifier.ts';
import { objectTypes } from './access/shared-fields.ts';
import { createCredentialRoute } from './credentials/credential-route.ts';
import { uploadLimit } from './access/upload-limit.ts';
import { CONNECTIONS, openDatabase, type Database } from './database.ts';
import { loadExtension } from './extension/extension-loading.ts';
import { withExtension } from './extension/extension-resolvers.ts';
import { prepareExtension } from './extension/extension-store.ts';
import type { CompanyExtension } from './extension.ts';
import { STREAMS_CHANNEL } from './live/stream-notice.ts';
import { countWaiting } from './outbox/outbox-store.ts';
import { createRequestContexts, createStreamContexts } from './request-context.ts';
import { resolvers } from './resolvers.ts';
import { createLook } from './sharing/company-view.ts';
import { startPrivateRetention } from './private-threads/private-retention.ts';
import { startSharingServices, type SharingServices } from './sharing/sharing-services.ts';
import { createStores } from './stores.ts';
import { createSecretBox } from './tools/secret-box.ts';

/** Settings of one company's subgraph; `config.ts` reads them from the environment. */
export interface CompanySettings extends Trust, DatabaseAccess {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** As the runtime role: it reads and writes rows. */
  readonly databaseUrl: string;
  /** As the owner of the tables: it migrates. */
  readonly migrationDatabaseUrl: string;
  /** The shared layer's address, without a path. */
  readonly sharedUrl: string;
  /** The company's private key, a JWK with `kid` and `alg`: with it the company speaks to the shared layer. */
  readonly signingKey: JWK;
  /** Keys that are shown beside it: the one that is signed with next, and those from before. Left out: none. */
  readonly otherKeys?: readonly JWK[] | undefined;
  /** 32 bytes, under which tools' secrets are kept; without it none are. */
  readonly toolSecretKey?: Uint8Array | undefined;
  /** After how many days the text of an internal message goes. Left out: it stays. */
  readonly privateRetentionDays?: number | undefined;
  /** The company's own ES module, absolute; see `extension.ts`. Left out, the contract alone is served. */
  readonly extensionModule?: string | undefined;
  readonly logLevel: string;
  /** Carries notices between this company's replicas; left out: each listens to the database. */
  readonly eventBus?: BusSettings;
  /** What the operator is told of it beside the log; left out: nothing. */
  readonly telemetry?: TelemetrySettings;
}

/** What the program takes from outside, so that tests own it. */
export interface CompanyTools {
  readonly clock: Clock;
  /** Fetches JWKS documents. */
  readonly fetch: FetchImplementation;
  readonly logger: Logger;
  /** Sends to the shared layer; the platform's `fetch` when left out. */
  readonly send?: typeof globalThis.fetch;
  /** From 0 to 1; `Math.random` when left out. */
  readonly random?: () => number;
}

/** A running subgraph. */
export interface CompanySubgraph {
  readonly url: string;
  readonly port: number;
  /** Where metrics are served; null where they are not. */
  readonly metricsUrl: string | null;
  /** Finishes the requests in flight, then lets go of the database. */
  stop(): Promise<void>;
}

/** Shown by PostgreSQL in `pg_stat_activity`. */
const LISTENER = 'agent-network-company-listener';
/** Of streams, reads and batches of events at once, each: the other connections are for those who ask. */
const STREAMS_AT_ONCE = 3;
const MIGRATIONS = fileURLToPath(new URL('../../prisma/company/migrations', import.meta.url));

/**
 * Migrates the company's database and serves its subgraph: `POST /graphql`, `GET /health`, `GET /ready`, its public keys at
 * `GET /.well-known/jwks.json`, and to its issuer alone `POST /agent-credentials/verify`.
 *
 * @throws MigrationError for a database that cannot be reached or migrated; ExtensionRefused for an extension that breaks
 *   a rule; the listen error for a taken port
 */
export async function startCompanySubgraph(
  settings: CompanySettings,
  tools: CompanyTools,
): Promise<CompanySubgraph> {
  const { extensionModule: path, company } = settings;
  const extension = path === undefined ? null : await loadExtension(path, company);
  await prepareDatabase(settings, tools.logger, extension);
  const { databaseConnections: connections = CONNECTIONS, databasePooled: pooled = false } = settings;
  if (pooled) await checkPooledSession(settings.databaseUrl);
  const db = openDatabase(settings.databaseUrl, { connections, pooled });
  let observing: Observing | undefined;
  try {
    observing = await startObserving('company', settings.telemetry);
    return await serve(settings, tools, { db, extension, observing });
  } catch (error) {
    // A program that does not start leaves nothing behind that listens.
    await observing?.stop();
    await db.$disconnect();
    throw error;
  }
}

async function prepareDatabase(
  settings: CompanySettings,
  logger: Logger,
  extension: CompanyExtension | null,
): Promise<void> {
  const url = settings.migrationDatabaseUrl;
  const log = (line: string) => logger.info(line);
  await applyMigrations({ url, directory: MIGRATIONS, log });
  const role = decodeURIComponent(new URL(settings.databaseUrl).username);
  if (role !== decodeURIComponent(new URL(url).username)) await grantRuntime({ url, role });
  if (extension !== null) await prepareExtension(extension, settings, log);
}

interface Opened {
  readonly db: Database;
  readonly extension: CompanyExtension | null;
  readonly observing: Observing;
}

async function serve(
  settings: CompanySettings,
  tools: CompanyTools,
  { db, extension, observing }: Opened,
): Promise<CompanySubgraph> {
  const { clock, logger } = tools;
  const log = createRequestLog(logger, clock, observing);
  const { send = fetch, random = Math.random } = tools;
  const sharing = await startSharingServices({
    ...{ ...settings, db, clock, logger, send, random, onFault: log.fault },
  });
  const wakes = createWakes((id) => id, STREAMS_AT_ONCE);
  observing.watch('streams', 'Streams that are open.', wakes.count);
  observing.watch('outbox_waiting', 'Requests to the shared layer without an answer.', () =>
    countWaiting(db),
  );
  try {
    const graphql = await serveGraphQL(settings, tools, db, { log, sharing, extension, wakes });
    const routes = [
      log.logged(graphql.route),
      log.logged(credentialRoute(settings, tools, db, log)),
      log.logged(keys(sharing.signer), 'debug'),
      log.logged(health, 'debug'),
      log.logged(ready(db), 'debug'),
    ];
    const server = await startHttpServer({ ...settings, routes, onFault: log.fault });
    const bus = openBus(settings.eventBus, `company-${settings.company}`, logger);
    const listenUrl = settings.listenDatabaseUrl ?? settings.databaseUrl;
    const listener = followNotices({
      connection: poolOptions(listenUrl, { applicationName: LISTENER }),
      channel: STREAMS_CHANNEL,
      ...{ onNotice: wakes.notice, bus },
      onFault: (error) => logger.warn({ reason: String(error) }, 'notices are not listened to just now'),
    });
    const retention = retentionOf(settings, tools, db, log);
    logger.info({ url: server.url, company: settings.company }, 'ready');
    return {
      ...{ url: server.url, port: server.port, metricsUrl: observing.metricsUrl },
      stop: async () => {
        await graphql.drain();
        wakes.stop();
        await listener.stop();
        await bus?.stop();
        await server.close();
        await graphql.stop();
        await sharing.stop();
        await retention?.stop();
        await observing.stop();
        await db.$disconnect();
      },
    };
  } catch (error) {
    wakes.stop();
    await sharing.stop();
    throw error;
  }
}

/** Undefined where the company keeps its internal messages for good. */
function retentionOf(
  { privateRetentionDays: days }: CompanySettings,
  { clock, logger }: CompanyTools,
  db: Database,
  log: RequestLog,
) {
  if (days === undefined) return undefined;
  const onRun = (erased: number) => {
    if (erased > 0) logger.info({ erased }, 'internal messages whose time was over are erased');
  };
  return startPrivateRetention({ db, clock, days }, { onRun, onFault: (error) => log.fault(error) });
}

interface GraphQLParts {
  readonly log: RequestLog;
  readonly sharing: SharingServices;
  readonly extension: CompanyExtension | null;
  readonly wakes: Wakes<string>;
}

async function serveGraphQL(
  settings: CompanySettings,
  { clock, fetch, logger }: CompanyTools,
  db: Database,
  { log, sharing: { courier, reads }, extension, wakes }: GraphQLParts,
): Promise<GraphQLRoute> {
  const verify = createRequestVerifier(settings, {
    clock,
    fetch,
    onRefused: (artefact, reason) => logger.debug({ artefact, reason }, 'refused'),
  });
  const typeDefs = companySdl(extension?.typeDefs ?? null);
  const all = extension === null ? resolvers : withExtension(resolvers, extension, db);
  const contexts = {
    company: settings.company,
    ...{ verify, log, db, clock, courier, reads, wakes },
    stores: createStores(db, clock),
    ids: createIdSource(clock),
    secretBox: settings.toolSecretKey ? createSecretBox(settings.toolSecretKey) : null,
    look: createLook(() => graphql.schema, objectTypes(typeDefs)),
  };
  const graphql: GraphQLRoute = await createGraphQLRoute({
    typeDefs,
    resolvers: guardResolvers(typeDefs, all),
    contextFor: createRequestContexts(contexts),
    streams: { concurrency: STREAMS_AT_ONCE, admit: createStreamContexts(contexts) },
    onFault: (error) => log.fault(error),
  });
  const largestBody = uploadLimit(settings.company, verify);
  return { ...graphql, route: { ...graphql.route, largestBody } };
}

function credentialRoute(
  settings: CompanySettings,
  { clock, fetch, logger }: CompanyTools,
  db: Database,
  log: RequestLog,
): Route {
  const onRefused = (reason: string) => logger.debug({ artefact: 'issuer', reason }, 'refused');
  const verify = createIssuerVerifier(settings, { clock, fetch, onRefused });
  return createCredentialRoute({ company: settings.company, db, verify, clock, log });
}

function keys({ jwks }: Signer): Route {
  return { method: 'GET', path: '/.well-known/jwks.json', handle: () => jsonReply(200, jwks) };
}

const health: Route = { method: 'GET', path: '/health', handle: () => jsonReply(200, { status: 'up' }) };

function ready(db: Database): Route {
  return {
    method: 'GET',
    path: '/ready',
    handle: async () => {
      const reachable = await db.$queryRaw`SELECT 1`.then(
        () => true,
        () => false,
      );
      return reachable
        ? jsonReply(200, { status: 'ready' })
        : jsonReply(503, { status: 'the database cannot be reached' });
    },
  };
}
