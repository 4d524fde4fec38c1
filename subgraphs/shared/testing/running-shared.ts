import { pino } from 'pino';
import { PASSPORT_HEADER } from '#schema/wire/headers.ts';
import { createTestDatabase, type TestDatabase } from '#test/testkit/postgres.ts';
import type { SharedSettings } from '../config.ts';
import { openDatabase, type Database } from '../database.ts';
import { registerCompanies } from '../seed.ts';
import { insertSeededTeam } from '../seed-store.ts';
import { startSharedSubgraph } from '../shared-subgraph.ts';
import { INTERVAL_TEAM } from './interval-team.ts';
import { openRows } from './owned-rows.ts';
import { makeGateway, makeKey, type TestGateway } from './test-credentials.ts';
import { COMPANIES } from './test-shared.ts';

/** The program itself, on an empty database of its own, with the companies and the team of the other tests. */
export interface RunningShared {
  readonly url: string;
  readonly port: number;
  /** As its owner sees it, past the second wall. */
  readonly rows: Database;
  readonly database: Database;
  readonly gateway: TestGateway;
  readonly settings: SharedSettings;
  /** What it has logged. */
  readonly lines: string[];
  /** Runs an operation; the header of a company's good passport is {@link RunningShared.as}. */
  post(
    query: string,
    variables: object,
    headers: Record<string, string>,
  ): Promise<{ status: number; text: string }>;
  as(company: string): Promise<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts it; the caller stops it. */
export async function startRunningShared(more: Partial<SharedSettings> = {}): Promise<RunningShared> {
  const urls = await createTestDatabase();
  const gateway = await makeGateway();
  const settings = { ...(await settingsFor(urls, gateway)), ...more };
  const lines: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  const program = await startSharedSubgraph(settings, { clock: Date.now, fetch: gateway.fetch, logger });
  const database = openDatabase(urls.runtimeUrl);
  const rows = openRows(urls.ownerUrl);
  await registerCompanies(database, COMPANIES);
  await insertSeededTeam(database, INTERVAL_TEAM);
  const { url, port } = program;
  return {
    ...{ url, port, database, rows, gateway, settings, lines },
    post: (query, variables, headers) => postGraphQL(url, { query, variables }, headers),
    as: async (company) => ({ [PASSPORT_HEADER]: await gateway.passport(company) }),
    async stop() {
      await program.stop();
      await Promise.all([database.$disconnect(), rows.$disconnect()]);
      await urls.drop();
    },
  };
}

async function settingsFor(urls: TestDatabase, gateway: TestGateway): Promise<SharedSettings> {
  return {
    host: '127.0.0.1',
    port: 0,
    databaseUrl: urls.runtimeUrl,
    migrationDatabaseUrl: urls.ownerUrl,
    gatewayJwksUrl: gateway.jwksUrl,
    signingKey: await makeKey('shared-1'),
    logLevel: 'debug',
  };
}

async function postGraphQL(url: string, body: object, headers: Record<string, string>) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}
