import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { GatewaySettings } from '#gateway/config.ts';
import { startGateway } from '#gateway/gateway.ts';
import { createUndiciWire } from '#gateway/transport/undici-wire.ts';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import { sha256 } from '#schema/wire/hash.ts';
import type { RegistryContents } from '#schema/wire/registry.ts';
import { createCannedProgram, privateMark, sharedMark } from './canned-graph.ts';
import { createCredentials, testIssuer } from './credentials.ts';
import { testGatewaySettings } from './gateway-settings.ts';
import { createKeptBuilder } from './kept-views.ts';
import { createTestKey, keyFetch, type TestKey } from './network-keys.ts';
import { post, type Reply } from './network.ts';
import { startRawProgram, type RawAnswering, type RawAsked, type RawProgram } from './raw-program.ts';
import { lineCollector } from './recording.ts';

/** A real gateway between programs that speak bytes: each may answer well, or with anything at all. */
export interface CannedNetwork extends AsyncDisposable {
  readonly gatewayUrl: string;
  readonly logs: readonly string[];
  readonly shared: RawProgram;
  readonly companies: Readonly<Record<Company, RawProgram>>;
  /** What each answers while it is well. */
  readonly well: Readonly<Record<Company | 'shared', RawAnswering>>;
  tokenOf(company: Company): Promise<string>;
  ask(company: Company, query: string, variables?: Record<string, unknown>): Promise<Reply>;
  /** All programs are well again. */
  heal(): void;
}

const COMPANIES = ['acme', 'harbor', 'nimbus'] as const;
/** A company of the network. */
export type Company = (typeof COMPANIES)[number];

/** Starts one: three companies, each in one team with the others. */
export async function startCannedNetwork(settings: Partial<GatewaySettings> = {}): Promise<CannedNetwork> {
  const gatewayKey = await createTestKey('gateway');
  const keys = new Map<string, TestKey>();
  for (const company of COMPANIES) keys.set(company, await createTestKey(company));
  const well = wellPrograms();
  const [acme, harbor, nimbus] = await Promise.all([
    startRawProgram(well.acme),
    startRawProgram(well.harbor),
    startRawProgram(well.nimbus),
  ]);
  const companies = { acme, harbor, nimbus };
  const registry = contentsOf(companies, keys);
  const shared = await startRawProgram(() => undefined);
  const besides = besideTheGraph(registry);
  well.shared = withRoutes(besides, well.shared);
  shared.answering = well.shared;
  const logs: string[] = [];
  const wire = createUndiciWire();
  const gateway = await startGateway(testGatewaySettings(shared.origin, gatewayKey.privateJwk, settings), {
    ...{ clock: Date.now, newId: randomUUID, wire, fetchKeys: keyFetch([gatewayKey, ...keys.values()]) },
    builder: createKeptBuilder(),
    logger: pino({ level: 'debug' }, lineCollector(logs)),
  });
  await untilReady(gateway.url);
  const credentials = createCredentials({ gateway: gatewayKey, shared: gatewayKey, issuers: keys });
  const tokenOf = (company: Company) => credentials.callerToken(company, { sub: 'lead', kind: 'person' });
  return {
    ...{ gatewayUrl: gateway.url, logs, shared, companies, well, tokenOf },
    ask: async (company, query, variables = {}) =>
      post(
        `${gateway.url}/graphql`,
        { query, variables },
        { authorization: `Bearer ${await tokenOf(company)}` },
      ),
    heal() {
      for (const company of COMPANIES) companies[company].answering = well[company];
      shared.answering = well.shared;
    },
    async [Symbol.asyncDispose]() {
      await gateway.stop();
      await wire.close();
      for (const program of [acme, harbor, nimbus, shared]) await program[Symbol.asyncDispose]();
    },
  };
}

function wellPrograms(): Record<Company | 'shared', RawAnswering> {
  const own = (company: Company) =>
    createCannedProgram(contractSdl(), (published) => (published ? sharedMark : privateMark)(company), [
      company,
      company,
    ]);
  const shared = createCannedProgram(sharedSdl(), () => 'of the team', COMPANIES);
  return { acme: own('acme'), harbor: own('harbor'), nimbus: own('nimbus'), shared };
}

/** Wraps a shared layer's graph with what else it answers. */
export function withRoutes(routes: (asked: RawAsked) => unknown, graph: RawAnswering): RawAnswering {
  return (asked, socket) => {
    const found = routes(asked);
    return found === undefined ? graph(asked, socket) : found;
  };
}

/** What the shared layer answers beside its graph; changes are told of never. */
function besideTheGraph(registry: RegistryContents): (asked: RawAsked) => unknown {
  return ({ path }) => {
    if (path === '/registry') return registry;
    if (path === '/registry/changes') return new Promise(() => undefined);
    if (path === '/attestations') return { attestation: 'attested', exp: Math.floor(Date.now() / 1000) + 60 };
    return path === '/graphql' ? undefined : {};
  };
}

function contentsOf(
  companies: Readonly<Record<Company, RawProgram>>,
  keys: ReadonlyMap<string, TestKey>,
): RegistryContents {
  const sdl = contractSdl();
  return {
    version: sha256(JSON.stringify(COMPANIES)),
    sharedSdl: sharedSdl(),
    schemas: { [sha256(sdl)]: sdl },
    companies: COMPANIES.map((slug) => ({
      ...{ slug, issuer: testIssuer(slug), jwksUri: keys.get(slug)?.jwksUri ?? '', schemaHash: sha256(sdl) },
      subgraphUrl: `${companies[slug].origin}/graphql`,
    })),
  };
}

async function untilReady(url: string): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    if ((await fetch(`${url}/ready`)).status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the gateway did not read its registry');
}
