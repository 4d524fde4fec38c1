/**
 * What tenant views cost: `node --expose-gc --import tsx bench/tenant-views.ts`. 1,000 companies with 20 distinct
 * schemas: memory, time to the first answer of a view, for how long others wait meanwhile, time from publishing to
 * served, and what publishing touches.
 */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as turn } from 'node:timers/promises';
import type { Caller, RegistrySnapshot, RequestContext, Send, Snapshot } from '#gateway/context.ts';
import { createCompiledEngine } from '#gateway/executor/compiled/compiled-engine.ts';
import { createOwnerRules } from '#gateway/executor/compiled/routing.ts';
import { createLimitedEngine } from '#gateway/executor/limited-engine.ts';
import { createPlanners } from '#gateway/executor/planning/planners.ts';
import type { ViewBuilder } from '#gateway/executor/planning/view-builder.ts';
import { USUAL_BUDGET } from '#gateway/limits/budget.ts';
import { readViewParts } from '#gateway/planner/view-parts.ts';
import { readContract } from '#gateway/policy/contract.ts';
import { createViewStore, type ViewStore } from '#gateway/tenancy/view-store.ts';
import { assertCompanySchema } from '#schema/checks/company-schema.ts';
import { composeView } from '#schema/compose.ts';
import { companySdl, contractSdl, sharedSdl } from '#schema/sdl.ts';
import { sha256 } from '#schema/wire/hash.ts';
import { usageOf } from './process-figures.ts';

const COMPANIES = 1000;
const SCHEMAS = 20;
const contract = contractSdl();
const say = (line: string) => void process.stdout.write(`${line}\n`);
const slugOf = (index: number) => `c${index}`;

/** A schema with fields of the company's own; the same number, the same schema. */
const sdlOf = (schema: number, revision = 0) => {
  const fields = Array.from({ length: 10 }, (_, at) => `own${schema}x${at}r${revision}: String`).join(' ');
  return companySdl(`extend type Workspace { ${fields} }`);
};

function registryOf(version: string, sdlFor: (company: number) => string): RegistrySnapshot {
  const schemas: Record<string, string> = {};
  const companies = Array.from({ length: COMPANIES }, (_, index) => {
    const sdl = sdlFor(index);
    const schemaHash = sha256(sdl);
    schemas[schemaHash] = sdl;
    const slug = slugOf(index);
    return [slug, { slug, issuer: slug, jwksUri: '', subgraphUrl: '', schemaHash }] as const;
  });
  return { version, sharedSdl: sharedSdl(), schemas, companies: new Map(companies), byIssuer: new Map() };
}

const answer = Buffer.from('{"data":{"workspace":{"agents":[]},"me":{"subject":"s"}}}');
const send: Send = () => Promise.resolve(answer);
const planners = createPlanners('hive', (detail) => say(`a planner failed: ${detail}`));
type Steps = Pick<ViewBuilder, 'check' | 'compose' | 'read'>;

/** The steps without a process of their own, for comparison. */
const here: Steps = {
  check: (schema) => {
    assertCompanySchema(schema);
    return Promise.resolve();
  },
  compose: (shared, own) => Promise.resolve(composeView(shared, own)),
  read: (sdl) => Promise.resolve(readViewParts(sdl)),
};

function openStore(builder: Steps): ViewStore {
  const routing = createOwnerRules(readContract(contract));
  const engine = createCompiledEngine({ routing, send, planners: { ...planners, builder } });
  return createViewStore({
    engine: createLimitedEngine(engine, USUAL_BUDGET),
    check: (company, shared, own) =>
      builder.check({ company, sharedSdl: shared, contractSdl: contract, companySdl: own }),
    compose: (shared, own) => builder.compose(shared, own),
    capacity: 200,
  });
}

const views = openStore(planners.builder);

async function ask(company: number, registry: RegistrySnapshot, store = views): Promise<Snapshot> {
  const caller: Caller = { company: slugOf(company), sub: 's', kind: 'person', token: 't' };
  const snapshot = await store.snapshotOf(caller.company, registry);
  const context: RequestContext = {
    requestId: 'r',
    traceparent: '',
    caller,
    registry,
    onFault: () => undefined,
  };
  const { codes } = await snapshot.execute(
    { query: '{ workspace { agents { name } } }', queriesOnly: false },
    context,
  );
  if (codes.length > 0) throw new Error(`company ${company}: ${codes.join()}`);
  return snapshot;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** The longest that this process could not answer anybody while the work was done, in ms. */
async function longestStall(work: () => Promise<unknown>): Promise<number> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  // It counts from its first turn on, and what has stood still shows once the loop turns again.
  await turn(5);
  await work();
  await turn(5);
  delays.disable();
  return delays.max / 1_000_000;
}

function memory() {
  globalThis.gc?.();
  const rss = (pid: number | null) => (pid === null ? 0 : usageOf(pid).rssMib);
  const own = process.memoryUsage();
  const builder = rss(planners.builder.pid());
  const planner = rss(process.pid) - own.rss / 1_048_576 - builder;
  return { heap: own.heapUsed / 1_048_576, own: own.rss / 1_048_576, builder, planner };
}

const spread = (all: readonly number[]) => {
  const sorted = [...all].sort((one, other) => one - other);
  const at = (part: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0).toFixed(2);
  return `median ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms`;
};

const first = registryOf('1', (company) => sdlOf(company % SCHEMAS));
const warm = registryOf('0', () => sdlOf(99));
await ask(0, warm);
const before = memory();

const cold: number[] = [];
const stalls: number[] = [];
for (let company = 0; company < SCHEMAS; company += 1)
  stalls.push(await longestStall(async () => void cold.push(await timed(() => ask(company, first)))));
const afterCold = memory();
say(`cold view, registry to first answer (${SCHEMAS} schemas): ${spread(cold)}`);
say(`longest stall of the gateway's own loop over each of them: ${spread(stalls)}`);
say(`memory per schema: heap ${((afterCold.heap - before.heap) / SCHEMAS).toFixed(2)} MiB`);

const known: number[] = [];
for (let company = SCHEMAS; company < COMPANIES; company += 1)
  known.push(await timed(() => ask(company, first)));
const afterAll = memory();
say(`first answer to a company whose schema is known (${known.length} companies): ${spread(known)}`);
say(
  `memory per company beside its schema: heap ${(((afterAll.heap - afterCold.heap) * 1024) / known.length).toFixed(1)} KiB`,
);
const { own, planner, builder } = afterAll;
say(
  `memory: RSS of the gateway ${own.toFixed(0)} MiB, while they run its planner's ${planner.toFixed(0)} and its builder's ${builder.toFixed(0)}`,
);

const hot: number[] = [];
for (let company = 0; company < COMPANIES; company += 1) hot.push(await timed(() => ask(company, first)));
say(`hot: ${spread(hot)}`);

// One company publishes while all others are asked.
const publisher = 7;
const snapshots = await Promise.all(Array.from({ length: COMPANIES }, (_, company) => ask(company, first)));
const second = registryOf('2', (company) => sdlOf(company % SCHEMAS, company === publisher ? 1 : 0));
const flying = Array.from({ length: COMPANIES }, (_, company) => ask(company, first));
const published = await timed(() => ask(publisher, second));
const dropped = (await Promise.allSettled(flying)).filter(({ status }) => status === 'rejected').length;
const touched = (
  await Promise.all(snapshots.map(async (old, company) => (await ask(company, second)) !== old))
).filter(Boolean).length;
say(`published, with ${COMPANIES} requests in flight: served after ${published.toFixed(1)} ms`);
say(`views touched: ${touched} (its own); requests dropped: ${dropped}`);

// The same views, built in the gateway's own thread.
const old = openStore(here);
await ask(0, warm, old);
const oldCold: number[] = [];
const oldStalls: number[] = [];
for (let company = 0; company < SCHEMAS; company += 1)
  oldStalls.push(
    await longestStall(async () => void oldCold.push(await timed(() => ask(company, first, old)))),
  );
say(`built in the gateway's own thread: cold view ${spread(oldCold)}; longest stall ${spread(oldStalls)}`);
planners.close();
