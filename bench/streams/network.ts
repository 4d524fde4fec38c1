import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '#prisma/embedded/embedded-postgres.ts';
import { contractSdl } from '#schema/sdl.ts';
import { createIdSource } from '#subgraphs/kit/ids.ts';
import { openDatabase } from '#subgraphs/shared/database.ts';
import { registerCompanies, seedShared, type ScenarioTeam } from '#subgraphs/shared/seed.ts';
import { createCredentials, testIssuer, type Credentials } from '#test/testkit/credentials.ts';
import { freePort } from '#test/testkit/free-ports.ts';
import { createTestKey, type TestKey } from '#test/testkit/network-keys.ts';
import { startGatewayProcess, type GatewayProcess } from '../soak/gateway-process.ts';
import { NO_RATE_LIMITS } from '../tenant/rate-limits.ts';

/** The gateway and the shared layer as processes of their own, on a database server of their own. */
export interface StreamNetwork {
  readonly gateway: GatewayProcess;
  readonly shared: GatewayProcess;
  readonly databasePid: number;
  /** The one thread of each team. Both companies are in all of them. */
  readonly threads: readonly string[];
  tokenOf(company: string, subject: string): Promise<string>;
  stop(): Promise<void>;
}

export const COMPANIES = ['acme', 'harbor'] as const;
const AT = '2026-01-01T00:00:00.000Z';
const ids = createIdSource(() => Date.parse(AT));

/** Starts it with so many teams. */
export async function startStreamNetwork(teams: number): Promise<StreamNetwork> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'agent-network-streams-'));
  const server = await startEmbeddedPostgres({ dataDir: path.join(folder, 'data') });
  const keys = await serveKeys();
  const urls = await server.ensureDatabase('streams');
  const file = (name: string, key: TestKey) => {
    writeFileSync(path.join(folder, name), JSON.stringify(key.privateJwk));
    return path.join(folder, name);
  };
  const [sharedPort, gatewayPort] = [await freePort(), await freePort()];
  const quiet = { LOG_LEVEL: 'warn' };
  const shared = await startGatewayProcess(
    {
      ...{ ...quiet, DATABASE_URL: urls.runtimeUrl, MIGRATION_DATABASE_URL: urls.ownerUrl },
      GATEWAY_JWKS_URL: `http://127.0.0.1:${gatewayPort}/.well-known/jwks.json`,
      SIGNING_KEY_FILE: file('shared.json', keys.shared),
    },
    sharedPort,
    'subgraphs/shared/main.ts',
  );
  const scenario = Array.from({ length: teams }, (_, number) => team(`team-${String(number)}`));
  await fill(urls.runtimeUrl, keys.url, scenario);
  const gateway = await startGatewayProcess(
    {
      ...{ ...quiet, SHARED_URL: shared.url, SIGNING_KEY_FILE: file('gateway.json', keys.gateway) },
      ...{ ALLOW_PRIVATE_ADDRESSES: 'true', MAX_STREAMS_PER_COMPANY: '20000', ...NO_RATE_LIMITS },
    },
    gatewayPort,
  );
  return {
    ...{ gateway, shared, databasePid: server.pid },
    threads: scenario.map(({ threads }) => threads[0]?.id ?? ''),
    tokenOf: (company, sub) => keys.credentials.callerToken(company, { sub, kind: 'person' }),
    async stop() {
      await gateway.stop();
      await shared.stop();
      keys.server.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function serveKeys(): Promise<{
  gateway: TestKey;
  shared: TestKey;
  credentials: Credentials;
  server: Server;
  url: string;
}> {
  const [gateway, shared] = [await createTestKey('gateway'), await createTestKey('shared')];
  const issuers = new Map<string, TestKey>();
  for (const slug of COMPANIES) issuers.set(slug, await createTestKey(slug));
  const server = createServer((incoming, outgoing) => {
    outgoing.setHeader('content-type', 'application/json');
    outgoing.end(JSON.stringify(issuers.get((incoming.url ?? '').slice(1))?.signer.jwks ?? { keys: [] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { gateway, shared, credentials: createCredentials({ gateway, shared, issuers }), server, url };
}

async function fill(databaseUrl: string, keysUrl: string, teams: readonly ScenarioTeam[]): Promise<void> {
  const database = openDatabase(databaseUrl);
  const registrations = COMPANIES.map((slug) => ({
    ...{ slug, name: slug, issuer: testIssuer(slug), jwksUri: `${keysUrl}/${slug}` },
    ...{ subgraphUrl: null, sdl: contractSdl() },
  }));
  await registerCompanies(database, registrations);
  await seedShared(database, { teams });
  await database.$disconnect();
}

function team(slug: string): ScenarioTeam {
  const lead = ids.company('par', 'acme');
  const person = {
    company: 'acme',
    subject: 'lead',
    kind: 'PERSON',
    displayName: 'Lead',
    title: null,
  } as const;
  return {
    ...{ id: ids.shared('tem'), slug, name: slug, purpose: null, createdAt: AT, members: [...COMPANIES] },
    participants: [{ ...person, id: lead, steward: true }],
    threads: [
      { id: ids.shared('thr'), slug: 'talk', title: 'Talk', createdBy: lead, createdAt: AT, messages: [] },
    ],
  };
}
