import { fileURLToPath } from 'node:url';
import type { FetchImplementation } from 'jose';
import { poolOptions } from '#prisma/database.ts';
import { checkPooledSession } from '#prisma/pooled-session.ts';
import { grantRuntime } from '#prisma/tool/grant-runtime.ts';
import { applyMigrations } from '#prisma/tool/migrate.ts';
import { sharedSdl } from '#schema/sdl.ts';
import { createSigner, remoteKeys, type Clock } from '#schema/wire/signatures.ts';
import { createGraphQLRoute, type GraphQLRoute } from '#subgraphs/kit/graphql-route.ts';
import { startHttpServer } from '#subgraphs/kit/http-server.ts';
import { createIdSource } from '#subgraphs/kit/ids.ts';
import type { Logger } from '#subgraphs/kit/logger.ts';
import { startObserving } from '#subgraphs/kit/observing.ts';
import { createRequestLog, type RequestLog } from '#subgraphs/kit/request-log.ts';
import { openBus } from '#subgraphs/kit/notice-bus.ts';
import { followNotices } from '#subgraphs/kit/notices.ts';
import { createWakes } from '#subgraphs/kit/wakes.ts';
import { createAttestationRoute } from './attestations/attestation-route.ts';
import type { SharedSettings } from './config.ts';
import { createCompanyRequestRoute } from './company-requests/request-route.ts';
import { createStandingRoute } from './company-requests/standing-route.ts';
import { createContext, type Context, type Tools } from './context.ts';
import { openDatabase, type Database } from './database.ts';
import { USUAL_POST_LIMITS } from './events/post-rates.ts';
import { readNotice, TEAM_EVENTS_CHANNEL } from './events/event-notice.ts';
import { createPassportReader, type ReadPassport } from './passport.ts';
import { ofActiveCompanies } from './registry/active-companies.ts';
import { asRegistry } from './access/row-security.ts';
import { followRegistryChanges } from './registry/registry-changes.ts';
import { createDocumentRoutes } from './documents/document-routes.ts';
import { createRecordedRoute } from './recorded-operations/recorded-route.ts';
import { startRetention } from './retention/retention-job.ts';
import { createRegistryRoutes, gatewayCheck } from './registry/registry-route.ts';
import { createReadReplica, type ReadReplica } from './read-replica.ts';
import { USUAL_PUBLICATIONS } from './schemas/publication-rate.ts';
import { createSchemaChecker } from './schemas/schema-checker.ts';
import { createSchemaRoutes } from './schemas/schema-routes.ts';
import { recordSharedSchema } from './schemas/version-store.ts';
import { resolvers } from './resolvers.ts';
import { healthRoute, keysRoute, readyRoute } from './status-routes.ts';

/** What the program takes from its surroundings. */
export interface SharedTools {
  readonly clock: Clock;
  /** For the gateway's keys. */
  readonly fetch: FetchImplementation;
  readonly logger: Logger;
}

/** The running shared layer. */
export interface SharedSubgraph {
  readonly url: string;
  readonly port: number;
  /** Where metrics are served; null where they are not. */
  readonly metricsUrl: string | null;
  /** Lets requests in flight finish, then closes the database. */
  stop(): Promise<void>;
}

/** Of events on their way to readers; each holds a connection while its fields are resolved. */
const BATCHES_AT_ONCE = 6;
/** Of streams that were woken. */
const READS_AT_ONCE = 6;
/** Shown by PostgreSQL in `pg_stat_activity`. */
const LISTENER = 'agent-network-shared-listener';
/** What companies run is recorded for so many days, unless told otherwise. */
const USUAL_KEPT_DAYS = 30;
const MIGRATIONS = fileURLToPath(new URL('../../prisma/shared/migrations', import.meta.url));

/**
 * Brings the database up to date and serves the shared layer.
 *
 * @throws MigrationError, the listen error, or TypeError for a key that cannot sign
 */
export async function startSharedSubgraph(
  settings: SharedSettings,
  tools: SharedTools,
): Promise<SharedSubgraph> {
  await prepareDatabase(settings, tools.logger);
  const { databaseConnections: connections, databasePooled: pooled = false } = settings;
  if (pooled) await checkPooledSession(settings.databaseUrl);
  const onConnectionError = (error: Error) =>
    tools.logger.warn({ reason: error.message }, 'a database connection broke');
  const database = openDatabase(settings.databaseUrl, { connections, pooled, onConnectionError });
  try {
    // Connects now: a wrong runtime role is an error of the start, and no first caller waits for it.
    await database.$queryRaw`SELECT 1`;
    await asRegistry(database, (transaction) =>
      recordSharedSchema(transaction, sharedSdl(), new Date(tools.clock())),
    );
    const replica = await openReplica(settings, tools, database);
    const running = await serve(settings, tools, { database, replica });
    const { url, port } = running.server;
    const { metricsUrl } = running.observing;
    return { url, port, metricsUrl, stop: () => stop(running, database).finally(() => replica?.close()) };
  } catch (error) {
    await database.$disconnect();
    throw error;
  }
}

/** Queries are read from it while it keeps up; see `read-replica.ts`. */
async function openReplica(
  { readDatabaseUrl, databaseConnections: connections, databasePooled: pooled = false }: SharedSettings,
  { logger }: SharedTools,
  database: Database,
): Promise<ReadReplica | null> {
  if (readDatabaseUrl === undefined) return null;
  if (pooled) await checkPooledSession(readDatabaseUrl);
  const warn = (error: unknown) => logger.warn({ reason: String(error) }, 'the replica is not read just now');
  const replica = openDatabase(readDatabaseUrl, { connections, pooled, onConnectionError: warn });
  return createReadReplica({ database, replica }, warn);
}

async function prepareDatabase(settings: SharedSettings, logger: Logger): Promise<void> {
  const { migrationDatabaseUrl, databaseUrl } = settings;
  await applyMigrations({
    url: migrationDatabaseUrl,
    directory: MIGRATIONS,
    log: (line) => logger.info(line),
  });
  const role = userOf(databaseUrl);
  if (role !== userOf(migrationDatabaseUrl)) await grantRuntime({ url: migrationDatabaseUrl, role });
}

interface Databases {
  readonly database: Database;
  readonly replica: ReadReplica | null;
}

async function serve(settings: SharedSettings, tools: SharedTools, { database, replica }: Databases) {
  const signer = await createSigner(settings.signingKey, settings.otherKeys);
  const observing = await startObserving('shared', settings.telemetry);
  const log = createRequestLog(tools.logger, tools.clock, observing);
  const listenUrl = settings.listenDatabaseUrl ?? settings.databaseUrl;
  const keys = remoteKeys(settings.gatewayJwksUrl, tools.fetch);
  const readPassport = ofActiveCompanies(createPassportReader(keys, tools.clock), database, tools.clock);
  const wakes = createWakes(readNotice, READS_AT_ONCE);
  observing.watch('streams', 'Streams that are open.', wakes.count);
  const requestTools = {
    ...{ database, clock: tools.clock, onFault: log.fault, wakes },
    ids: createIdSource(tools.clock),
    postLimits: settings.postLimits ?? USUAL_POST_LIMITS,
  };
  const graphql = await serveGraphQL(readPassport, { ...requestTools, replica }, log);
  const bus = openBus(settings.eventBus, 'shared', tools.logger);
  const onDeaf = (error: unknown) =>
    tools.logger.warn({ reason: String(error) }, 'changes of the registry are not heard of');
  const changes = followRegistryChanges(listenUrl, onDeaf, bus);
  const checker = createSchemaChecker();
  const schemaTools = {
    database,
    clock: tools.clock,
    checker,
    log,
    operatorKeys: settings.operatorKeys ?? [],
    keptDays: settings.recordedOperationDays ?? USUAL_KEPT_DAYS,
    publicationsPerHour: settings.publicationsPerHour ?? USUAL_PUBLICATIONS,
    isGateway: gatewayCheck({ keys, clock: tools.clock }),
  };
  const server = await startHttpServer({
    ...{ host: settings.host, port: settings.port, onFault: log.fault },
    routes: [
      log.logged(graphql.route),
      ...createRegistryRoutes({ database, keys, clock: tools.clock, signer, changes }).map((route) =>
        log.logged(route),
      ),
      ...createSchemaRoutes(schemaTools).map((route) => log.logged(route)),
      ...createDocumentRoutes(schemaTools).map((route) => log.logged(route)),
      log.logged(createRecordedRoute(schemaTools)),
      log.logged(createStandingRoute(schemaTools)),
      log.logged(createAttestationRoute({ database, readPassport, signer, clock: tools.clock, log })),
      log.logged(createCompanyRequestRoute(requestTools, log)),
      log.logged(keysRoute(signer), 'debug'),
      log.logged(readyRoute(database), 'debug'),
      healthRoute,
    ],
  }).catch(async (error: unknown) => {
    // A program that does not start leaves nothing behind that listens.
    await Promise.all([changes.stop(), checker.close(), observing.stop(), bus?.stop()]);
    throw error;
  });
  const listener = followNotices({
    connection: poolOptions(listenUrl, { applicationName: LISTENER }),
    channel: TEAM_EVENTS_CHANNEL,
    ...{ onNotice: wakes.notice, bus },
    onFault: (error) => tools.logger.warn({ reason: String(error) }, 'events are not listened to just now'),
  });
  const retention = retentionOf(settings, requestTools, tools.logger, log);
  return { server, graphql, changes, checker, wakes, listener, bus, observing, retention };
}

/** Undefined where this replica erases nothing. */
function retentionOf(
  { retentionIntervalMs: intervalMs = 0 }: SharedSettings,
  tools: Tools,
  logger: Logger,
  log: RequestLog,
) {
  if (intervalMs === 0) return undefined;
  return startRetention(tools, {
    intervalMs,
    onRun: ({ erased }) => {
      if (erased > 0) logger.info({ erased }, 'messages whose time was over are erased');
    },
    onFault: (error) => log.fault(error),
  });
}

type Running = Awaited<ReturnType<typeof serve>>;

function serveGraphQL(readPassport: ReadPassport, tools: Tools, log: RequestLog): Promise<GraphQLRoute> {
  return createGraphQLRoute<Context>({
    typeDefs: sharedSdl(),
    resolvers,
    async contextFor(request) {
      const passport = await readPassport(request);
      if (passport === null) return null;
      log.note({ company: passport.company });
      return createContext(passport, tools);
    },
    finish: (context) => context.close(),
    onFault: log.fault,
    streams: {
      concurrency: BATCHES_AT_ONCE,
      async admit(request) {
        const passport = await readPassport(request);
        if (passport === null) return null;
        log.note({ company: passport.company });
        // What wakes a stream is in the database already, and not everywhere yet.
        return (signal) => createContext(passport, { ...tools, replica: null }, signal);
      },
    },
  });
}

async function stop(
  { server, graphql, changes, checker, wakes, listener, bus, observing, retention }: Running,
  database: Database,
): Promise<void> {
  await graphql.drain();
  await retention?.stop();
  wakes.stop();
  await listener.stop();
  // Before the server: whoever waits for a change is a request in flight.
  await changes.stop();
  await bus?.stop();
  await server.close();
  await checker.close();
  await graphql.stop();
  await observing.stop();
  await database.$disconnect();
}

function userOf(databaseUrl: string): string {
  return decodeURIComponent(new URL(databaseUrl).username);
}
