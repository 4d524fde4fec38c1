import { fileURLToPath } from 'node:url';
import type { FetchImplementation } from 'jose';
import { grantRuntime } from '#prisma/tool/grant-runtime.ts';
import { applyMigrations } from '#prisma/tool/migrate.ts';
import { contractSdl } from '#schema/sdl.ts';
import type { Clock } from '#schema/wire/signatures.ts';
import { createGraphQLRoute } from '#subgraphs/kit/graphql-route.ts';
import { createIdSource } from '#subgraphs/kit/ids.ts';
import { jsonReply, startHttpServer, type Route } from '#subgraphs/kit/http-server.ts';
import type { Logger } from '#subgraphs/kit/logger.ts';
import { createRequestLog } from '#subgraphs/kit/request-log.ts';
import { guardResolvers } from './access/field-guard.ts';
import { createRequestVerifier, type Trust } from './access/request-verifier.ts';
import { openDatabase, type Database } from './database.ts';
import { createRequestContexts } from './request-context.ts';
import { resolvers } from './resolvers.ts';
import { createStores } from './stores.ts';

/** Settings of one company's subgraph; `config.ts` reads them from the environment. */
export interface CompanySettings extends Trust {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** As the runtime role: it reads and writes rows. */
  readonly databaseUrl: string;
  /** As the owner of the tables: it migrates. */
  readonly migrationDatabaseUrl: string;
  readonly logLevel: string;
}

/** What the program takes from outside, so that tests own it. */
export interface CompanyTools {
  readonly clock: Clock;
  /** Fetches JWKS documents. */
  readonly fetch: FetchImplementation;
  readonly logger: Logger;
}

/** A running subgraph. */
export interface CompanySubgraph {
  readonly url: string;
  readonly port: number;
  /** Finishes the requests in flight, then lets go of the database. */
  stop(): Promise<void>;
}

const MIGRATIONS = fileURLToPath(new URL('../../prisma/company/migrations', import.meta.url));

/**
 * Migrates the company's database and serves its subgraph: `POST /graphql`, `GET /health`, `GET /ready`.
 *
 * @throws MigrationError for a database that cannot be reached or migrated; the listen error for a taken port
 */
export async function startCompanySubgraph(
  settings: CompanySettings,
  tools: CompanyTools,
): Promise<CompanySubgraph> {
  await prepareDatabase(settings, tools.logger);
  const db = openDatabase(settings.databaseUrl);
  try {
    return await serve(settings, tools, db);
  } catch (error) {
    await db.$disconnect();
    throw error;
  }
}

async function prepareDatabase(settings: CompanySettings, logger: Logger): Promise<void> {
  const url = settings.migrationDatabaseUrl;
  await applyMigrations({ url, directory: MIGRATIONS, log: (line) => logger.info(line) });
  const role = decodeURIComponent(new URL(settings.databaseUrl).username);
  if (role !== decodeURIComponent(new URL(url).username)) await grantRuntime({ url, role });
}

async function serve(
  settings: CompanySettings,
  { clock, fetch, logger }: CompanyTools,
  db: Database,
): Promise<CompanySubgraph> {
  const log = createRequestLog(logger, clock);
  const verify = createRequestVerifier(settings, {
    clock,
    fetch,
    onRefused: (artefact, reason) => logger.debug({ artefact, reason }, 'refused'),
  });
  const typeDefs = contractSdl();
  const graphql = await createGraphQLRoute({
    typeDefs,
    resolvers: guardResolvers(typeDefs, resolvers),
    contextFor: createRequestContexts({
      company: settings.company,
      verify,
      log,
      db,
      clock,
      stores: createStores(db, clock),
      ids: createIdSource(clock),
    }),
    onFault: (error) => log.fault(error),
  });
  const routes = [log.logged(graphql.route), log.logged(health, 'debug'), log.logged(ready(db), 'debug')];
  const server = await startHttpServer({ ...settings, routes, onFault: (error) => log.fault(error) });
  logger.info({ url: server.url, company: settings.company }, 'ready');
  return {
    url: server.url,
    port: server.port,
    stop: async () => {
      await server.close();
      await graphql.stop();
      await db.$disconnect();
    },
  };
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
