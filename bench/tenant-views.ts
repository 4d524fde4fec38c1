/**
 * What tenant views cost: `node --expose-gc --import tsx bench/tenant-views.ts`. 1,000 companies with 20 distinct
 * schemas: memory, time to the first answer of a view, time from publishing to served, and what publishing touches.
 */
import { performance } from 'node:perf_hooks';
import type { Caller, RegistrySnapshot, RequestContext, Send, Snapshot } from '#gateway/context.ts';
import { createCompiledEngine } from '#gateway/executor/compiled/compiled-engine.ts';
import { createOwnerRules } from '#gateway/executor/compiled/routing.ts';
import { createPlanners } from '#gateway/executor/planning/planners.ts';
import { readContract } from '#gateway/policy/contract.ts';
import { createViewStore } from '#gateway/tenancy/view-store.ts';
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
const engine = createCompiledEngine({ routing: createOwnerRules(readContract(contract)), send, planners });
const views = createViewStore({
  engine,
  check: (company, shared, own) =>
    planners.builder.check({ company, sharedSdl: shared, contractSdl: contract, companySdl: own }),
  compose: (shared, own) => planners.builder.compose(shared, own),
  capacity: 200,
});

async function ask(company: number, registry: RegistrySnapshot): Promise<Snapshot> {
  const caller: Caller = { company: slugOf(company), sub: 's', kind: 'person', token: 't' };
  const snapshot = await views.snapshotOf(caller.company, registry);
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

function memory() {
  globalThis.gc?.();
  return { heap: process.memoryUsage().heapUsed / 1_048_576, all: usageOf(process.pid).rssMib };
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
for (let company = 0; company < SCHEMAS; company += 1) cold.push(await timed(() => ask(company, first)));
const afterCold = memory();
say(`cold view, registry to first answer (${SCHEMAS} schemas): ${spread(cold)}`);
say(`memory per schema: heap ${((afterCold.heap - before.heap) / SCHEMAS).toFixed(2)} MiB`);

const known: number[] = [];
for (let company = SCHEMAS; company < COMPANIES; company += 1)
  known.push(await timed(() => ask(company, first)));
const afterAll = memory();
say(`first answer to a company whose schema is known (${known.length} companies): ${spread(known)}`);
say(
  `memory per company beside its schema: heap ${(((afterAll.heap - afterCold.heap) * 1024) / known.length).toFixed(1)} KiB`,
);
say(`memory of gateway and planner: RSS ${afterAll.all.toFixed(0)} MiB`);

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
planners.close();
