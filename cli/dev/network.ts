import type { Clock } from '#schema/wire/signatures.ts';
import { logFolder, type CliSettings, type DatabaseUrls } from '../config.ts';
import type * as Seeding from '../seeding/seed-databases.ts';
import { startIssuerServer } from '../issuer/issuer-server.ts';
import { ensureCompanyKeys } from '../issuer/company-keys.ts';
import { ensureKey, ensureSecretKey } from '../issuer/key-store.ts';
import { COMPANIES_WITH_SUBGRAPH, hasSubgraph, type SubgraphCompany } from '../scenario/companies.ts';
import { startProgram, type ChildProgram, type ProgramSpec } from './child-program.ts';
import { obtainDatabases, type Databases } from './databases.ts';
import { requireFreePorts } from './port-check.ts';
import { companySpec, gatewaySpec, sharedSpec, urlOf } from './program-specs.ts';
import { createProgress, type ProgressScreen, type Step } from './progress.ts';
import { LAYER, type Layer, type Stoppable, type StopOrder } from './stop-order.ts';

/** The running network. */
export interface Network {
  readonly databases: Databases;
  readonly programs: readonly ChildProgram[];
}

/** What starting needs from outside. */
export interface StartTools {
  readonly clock: Clock;
  readonly order: StopOrder;
  readonly screen: ProgressScreen;
}

interface Start extends StartTools {
  readonly settings: CliSettings;
  readonly step: (label: string) => Step;
  /** Loaded on the side. */
  readonly seeding: Promise<typeof Seeding>;
}

/**
 * Starts the whole network, as much of it side by side as the order allows: companies need the databases alone, the
 * gateway needs the registry. Rejects with what went wrong first; whatever was begun is then for `order` to stop.
 */
export async function startNetwork(settings: CliSettings, tools: StartTools): Promise<Network> {
  await requireFreePorts(settings.ports);
  // The database clients take a while to load: as long as the database takes to start.
  const seeding = import('../seeding/seed-databases.ts');
  const start: Start = { ...tools, settings, seeding, step: createProgress(tools.screen, tools.clock) };
  const [databases] = await Promise.all([
    stepped(
      start,
      'PostgreSQL',
      () => obtainDatabases(settings, tools.order),
      ({ detail }) => detail,
    ),
    startIssuer(start),
    ...['gateway', 'shared'].map((name) => ensureKey(settings.dataDir, name)),
    ensureCompanyKeys(settings.dataDir),
    seeding,
  ]);
  const [[shared, gateway], ...companies] = await Promise.all([
    startSharedAndGateway(start, databases.urls.shared),
    ...COMPANIES_WITH_SUBGRAPH.map((slug) => startCompany(start, slug, databases.urls[slug])),
  ]);
  return { databases, programs: [shared, ...companies, gateway] };
}

function startIssuer(start: Start): Promise<Stoppable> {
  const { dataDir, ports } = start.settings;
  const begin = async () => {
    const running = await startIssuerServer({
      ...{ dataDir, port: ports.issuer, clock: start.clock, fetch, onFault: () => {} },
      subgraphUrlOf: (company) => (hasSubgraph(company) ? urlOf(start.settings, company) : null),
      people: {
        redirectUris: [`${urlOf(start.settings, 'gateway')}/signed-in`],
        accessTokenSeconds: start.settings.accessTokenSeconds,
      },
    });
    return { url: running.url, stop: () => running.close(0) };
  };
  return stepped(
    start,
    'Issuers',
    () => start.order.begin(LAYER.issuer, begin),
    ({ url }) => url,
  );
}

async function startSharedAndGateway(
  start: Start,
  database: DatabaseUrls,
): Promise<readonly [ChildProgram, ChildProgram]> {
  const { settings, seeding } = start;
  const shared = await startOne(start, LAYER.shared, sharedSpec(settings, database), async () =>
    (await seeding).seedSharedDatabase(database.runtimeUrl, settings),
  );
  return [shared, await startOne(start, LAYER.gateway, gatewaySpec(settings))];
}

async function startCompany(
  start: Start,
  slug: SubgraphCompany,
  database: DatabaseUrls,
): Promise<ChildProgram> {
  const toolSecretKey = await ensureSecretKey(start.settings.dataDir, `tools-${slug}`);
  return startOne(
    start,
    LAYER.companies,
    companySpec(start.settings, slug, database, toolSecretKey),
    async () => (await start.seeding).seedCompanyDatabase(database.runtimeUrl, slug),
  );
}

/** Starts a program, waits until it is ready, and seeds its database: its tables are there once it is ready. */
async function startOne(
  start: Start,
  layer: Layer,
  spec: ProgramSpec,
  seed?: () => Promise<string>,
): Promise<ChildProgram> {
  const { settings, order } = start;
  const work = async () => {
    const program = await order.begin(layer, () => startProgram(spec, logFolder(settings)));
    await program.ready();
    return { program, seeded: seed && (await seed()) };
  };
  const url = new URL(spec.readyUrl).origin;
  const { program } = await stepped(start, spec.label, work, ({ program: { pid }, seeded }) => {
    const data = seeded === undefined ? '' : `, reference data ${seeded}`;
    return `${url} (pid ${pid}${data})`;
  });
  return program;
}

async function stepped<Result>(
  { step, order }: Start,
  label: string,
  work: () => Promise<Result>,
  detail: (result: Result) => string,
): Promise<Result> {
  const line = step(label);
  try {
    const result = await work();
    line.done(detail(result));
    return result;
  } catch (error) {
    if (!order.stopping()) line.failed();
    throw error;
  }
}
