import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openDatabase as openCompanyDatabase } from '#subgraphs/company/database.ts';
import { seedCompany } from '#subgraphs/company/seed.ts';
import { openDatabase as openSharedDatabase } from '#subgraphs/shared/database.ts';
import { registerCompanies, seedShared } from '#subgraphs/shared/seed.ts';
import { contractSdl } from '#schema/sdl.ts';
import { createCredentials, testIssuer } from '#test/testkit/credentials.ts';
import { freePorts } from '#test/testkit/free-ports.ts';
import { createTestKey, type TestKey } from '#test/testkit/network-keys.ts';
import type { DatabaseUrls } from '#prisma/embedded/database-roles.ts';
import { startDatabaseServer, type DatabaseServer } from './database-server.ts';
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts';
import { programProcess, type ProgramProcess } from './program-process.ts';
import type { Scene, SceneCompany } from './scene.ts';

/** The network under load: every program a process of its own, with links that can be spoilt between them. */
export interface FaultNetwork {
  /** Where clients ask: over a link of their own. */
  readonly url: string;
  readonly programs: Readonly<Record<ProgramName, ProgramProcess>>;
  readonly database: DatabaseServer;
  readonly links: Readonly<Record<LinkName, FaultProxy>>;
  /** A fresh token of a company's lead. */
  tokenOf(company: SceneCompany): Promise<string>;
  /** Where logs are. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** `company` is the first of the real ones, `light` the process of all that are none. */
export type ProgramName = 'gateway' | 'shared' | 'company' | 'light' | 'issuer';
export type LinkName = 'clients' | 'shared' | 'company' | 'database';

/** How long the gateway waits for a program, and spares one that has failed. */
const GATEWAY_TIMES = { timeoutMs: 3000, breakerMs: 1000 };

interface Ground {
  readonly scene: Scene;
  readonly folder: string;
  readonly keys: {
    readonly gateway: TestKey;
    readonly shared: TestKey;
    readonly issuers: Map<string, TestKey>;
  };
  readonly database: DatabaseServer;
  readonly urls: ReadonlyMap<string, DatabaseUrls>;
  readonly ports: {
    readonly gateway: number;
    readonly shared: number;
    readonly issuer: number;
    readonly light: number;
  };
  readonly companyPorts: ReadonlyMap<string, number>;
}

/** Starts it all, with the scene in it. */
export async function startFaultNetwork(
  scene: Scene,
  random: () => number,
  slow: number,
): Promise<FaultNetwork> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'agent-network-faults-'));
  const ground = await prepareGround(scene, folder);
  const { ports, companyPorts, database, keys } = ground;
  const [first] = scene.companies;
  const link = (to: number) => startFaultProxy(() => to, random);
  const links = {
    clients: await link(ports.gateway),
    shared: await link(ports.shared),
    company: await link(companyPorts.get(first?.slug ?? '') ?? 0),
    database: await link(database.port),
  };
  const started = startables(ground, links, slow);
  const { programs, others } = started;
  await programs.issuer.start();
  await programs.shared.start();
  await fillShared(ground, links.company.port);
  const real = [programs.company, ...others];
  await Promise.all([programs.light.start(), ...real.map((one) => one.start())]);
  for (const { slug, isReal, scenario } of scene.companies) {
    if (!isReal) continue;
    const db = openCompanyDatabase(ground.urls.get(slug)?.runtimeUrl ?? '');
    await seedCompany(db, scenario);
    await db.$disconnect();
  }
  await programs.gateway.start();
  const credentials = createCredentials(keys);
  return {
    url: `http://127.0.0.1:${links.clients.port}`,
    ...{ programs, database, links, folder },
    tokenOf: ({ slug, lead }) => credentials.callerToken(slug, lead),
    async stop() {
      for (const one of Object.values(links)) one.set();
      for (const one of [programs.gateway, ...real, programs.light, programs.shared, programs.issuer])
        await one.stop();
      for (const one of Object.values(links)) await one.stop();
      await database.stop();
    },
  };
}

/** Removes what a network left: its data and its logs. */
export function removeFolder({ folder }: Pick<FaultNetwork, 'folder'>): void {
  rmSync(folder, { recursive: true, force: true });
}

async function prepareGround(scene: Scene, folder: string): Promise<Ground> {
  const database = await startDatabaseServer(path.join(folder, 'data'));
  const slugs = scene.companies.map(({ slug }) => slug);
  const urls = new Map<string, DatabaseUrls>();
  for (const name of ['shared', ...slugs]) urls.set(name, await database.database(`load_${name}`));
  const issuers = new Map<string, TestKey>();
  for (const slug of slugs) issuers.set(slug, await createTestKey(slug));
  const [gateway = 0, shared = 0, issuer = 0, light = 0, ...more] = await freePorts(slugs.length + 4);
  const keys = { gateway: await createTestKey('gateway'), shared: await createTestKey('shared'), issuers };
  mkdirSync(path.join(folder, 'keys'));
  const write = (name: string, value: unknown) =>
    writeFileSync(path.join(folder, 'keys', name), JSON.stringify(value));
  write('gateway.json', keys.gateway.privateJwk);
  write('shared.json', keys.shared.privateJwk);
  // No company asks anything in its own name here: one key will do for all.
  write('companies.json', (await createTestKey('companies')).privateJwk);
  write('issuers.json', Object.fromEntries([...issuers].map(([slug, { signer }]) => [slug, signer.jwks])));
  return {
    ...{ scene, folder, keys, database, urls, ports: { gateway, shared, issuer, light } },
    companyPorts: new Map(slugs.map((slug, at) => [slug, more[at] ?? 0])),
  };
}

function startables(ground: Ground, links: FaultNetwork['links'], slow: number) {
  const { scene, folder, ports, urls } = ground;
  const keyFile = (name: string) => path.join(folder, 'keys', `${name}.json`);
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const process = (
    name: string,
    script: string,
    port: number,
    env: Record<string, string>,
    args: string[] = [],
  ) =>
    programProcess(
      {
        ...{ name, script, args, readyUrl: `${at(port)}/ready` },
        env: { LOG_LEVEL: 'warn', PORT: String(port), ...env },
      },
      folder,
    );
  const shared = urls.get('shared');
  const gatewayKeys = `${at(ports.gateway)}/.well-known/jwks.json`;
  const real = scene.companies
    .filter(({ isReal }) => isReal)
    .map(({ slug }) =>
      process(
        slug,
        'subgraphs/company/main.ts',
        ground.companyPorts.get(slug) ?? 0,
        companyEnv(slug, ground),
      ),
    );
  const [company = process('none', '', 0, {}), ...others] = real;
  const lightFile = writeLight(ground);
  const programs = {
    company,
    issuer: process('issuer', 'bench/faults/issuer.ts', ports.issuer, {}, [
      keyFile('issuers'),
      String(ports.issuer),
    ]),
    light: process('light', 'bench/faults/light-companies.ts', ports.light, {}, [
      lightFile,
      String(ports.light),
    ]),
    shared: process('shared', 'subgraphs/shared/main.ts', ports.shared, {
      DATABASE_URL: through(shared?.runtimeUrl ?? '', links.database.port),
      MIGRATION_DATABASE_URL: shared?.ownerUrl ?? '',
      ...{ GATEWAY_JWKS_URL: gatewayKeys, SIGNING_KEY_FILE: keyFile('shared') },
    }),
    gateway: process('gateway', 'gateway/main.ts', ports.gateway, {
      ...{ SHARED_URL: at(links.shared.port), SIGNING_KEY_FILE: keyFile('gateway') },
      ...{ REGISTRY_CACHE_FILE: path.join(folder, 'registry.json'), ALLOW_PRIVATE_ADDRESSES: 'true' },
      SUBGRAPH_TIMEOUT_MS: String(GATEWAY_TIMES.timeoutMs * slow),
      BREAKER_OPEN_MS: String(GATEWAY_TIMES.breakerMs),
    }),
  };
  return { programs, others };
}

function through(databaseUrl: string, port: number): string {
  return Object.assign(new URL(databaseUrl), { port: String(port) }).href;
}

function companyEnv(slug: string, { folder, ports, urls }: Ground): Record<string, string> {
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const database = urls.get(slug);
  return {
    ...{ COMPANY: slug, ISSUER: testIssuer(slug), ISSUER_JWKS_URL: `${at(ports.issuer)}/${slug}` },
    ...{ DATABASE_URL: database?.runtimeUrl ?? '', MIGRATION_DATABASE_URL: database?.ownerUrl ?? '' },
    GATEWAY_JWKS_URL: `${at(ports.gateway)}/.well-known/jwks.json`,
    ...{ SHARED_URL: at(ports.shared), SHARED_JWKS_URL: `${at(ports.shared)}/.well-known/jwks.json` },
    SIGNING_KEY_FILE: path.join(folder, 'keys', 'companies.json'),
  };
}

/** The file that the process of all light companies is started with. */
function writeLight(ground: Ground): string {
  const light = ground.scene.companies
    .filter(({ isReal }) => !isReal)
    .map(({ slug, scenario }) => {
      const env = companyEnv(slug, ground);
      return {
        settings: {
          ...{ company: slug, host: '127.0.0.1', port: ground.companyPorts.get(slug), logLevel: 'warn' },
          ...{ databaseUrl: env['DATABASE_URL'], migrationDatabaseUrl: env['MIGRATION_DATABASE_URL'] },
          ...{ gatewayJwksUrl: env['GATEWAY_JWKS_URL'], sharedUrl: env['SHARED_URL'] },
          ...{ sharedJwksUrl: env['SHARED_JWKS_URL'], issuer: env['ISSUER'] },
          ...{ issuerJwksUrl: env['ISSUER_JWKS_URL'], signingKey: ground.keys.shared.privateJwk },
        },
        scenario,
      };
    });
  const file = path.join(ground.folder, 'keys', 'light.json');
  writeFileSync(file, JSON.stringify(light));
  return file;
}

async function fillShared({ scene, urls, ports, companyPorts }: Ground, firstPort: number): Promise<void> {
  const database = openSharedDatabase(urls.get('shared')?.runtimeUrl ?? '');
  const sdl = contractSdl();
  const registrations = scene.companies.map(({ slug }, at) => ({
    ...{ slug, name: `Company ${slug}`, issuer: testIssuer(slug), sdl },
    jwksUri: `http://127.0.0.1:${ports.issuer}/${slug}`,
    subgraphUrl: `http://127.0.0.1:${at === 0 ? firstPort : companyPorts.get(slug)}/graphql`,
  }));
  await registerCompanies(database, registrations);
  await seedShared(database, { teams: scene.teams.map(({ scenario }) => scenario) });
  await database.$disconnect();
}
