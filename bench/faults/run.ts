import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Blame, type FaultWindow } from './blame.ts';
import { createClient } from './client.ts';
import type { Fault } from './faults.ts';
import { Ledger } from './ledger.ts';
import {
  postWarmUp,
  readOn,
  readReference,
  takeBaseline,
  writeOn,
  type Baseline,
  type LoadTools,
} from './load.ts';
import { removeFolder, startFaultNetwork, type FaultNetwork } from './network.ts';
import { memoryOf } from './processes.ts';
import { createScene, type Scene, type SceneCompany } from './scene.ts';
import { headOf, openFollowed, type Followed, type FollowedStream } from './streams.ts';
import { verifyAll, type Verified } from './verification.ts';

/** What a run is made of. */
export interface RunOptions {
  readonly companies: number;
  /** Of them, how many run `subgraphs/company` in a process of their own. */
  readonly real: number;
  readonly faults: readonly Fault[];
  /** How long each lasts before it is put right, and how long it is calm after that. */
  readonly holdMs: number;
  readonly calmMs: number;
  /** On average, between one company's questions. */
  readonly thinkMs: number;
  readonly seed: number;
  /** By how much slower than quiet the machine is: everything gets so much longer. */
  readonly slow: number;
  readonly log: (line: string) => void;
}

/** What it came to. */
export interface RunResult {
  readonly options: RunOptions;
  readonly seconds: number;
  /** What was wrong, with how often: of a good run, nothing. */
  readonly wrong: ReadonlyMap<string, number>;
  readonly windows: readonly FaultWindow[];
  readonly ledger: Ledger;
  readonly verified: Verified | null;
  readonly streams: readonly FollowedStream[];
  readonly latencies: LoadTools['latencies'];
  /** From the acknowledgement of a message to its last stream, while all was well; in milliseconds. */
  readonly lateness: readonly number[];
  /** By program, samples in MiB. */
  readonly memory: ReadonlyMap<string, readonly number[]>;
  /** Where the logs are, when something was wrong. */
  readonly folder: string;
}

/** How long everybody has to be well again, after the programs are: breakers, pools and streams need a moment. */
const SETTLE_MS = 5000;
const TOKEN_MS = 20_000;
const MEMORY_MS = 5000;
/** So long after the last fault every stream has to be at the end of what it follows: a lost notice is made up for in 30 s. */
const CATCH_UP_MS = 60_000;

/** Starts the network, loads it, strikes it with the faults in turn, and verifies what is left. */
export async function runFaults(options: RunOptions): Promise<RunResult> {
  const random = seeded(options.seed);
  const scene = createScene(options.companies, options.real);
  const started = performance.now();
  const network = await startFaultNetwork(scene, random, options.slow);
  options.log(
    `the network is up after ${((performance.now() - started) / 1000).toFixed(0)} s: ${network.folder}`,
  );
  const client = createClient(network.url);
  const tools: LoadTools = {
    ...{ client, scene, ledger: new Ledger(), blame: new Blame(), random },
    ...{ thinkMs: options.thinkMs, slow: options.slow },
    tokenOf: keptTokens(network),
    latencies: { well: [], troubled: [] },
  };
  const memory = watchMemory(network);
  try {
    const { streams, verified } = await underLoad(options, network, tools);
    const { ledger, blame, latencies } = tools;
    return {
      ...{ options, ledger, streams, verified, latencies, wrong: ledger.wrong, windows: blame.windows },
      seconds: (performance.now() - started) / 1000,
      ...{ lateness: latenessOf(tools, streams), memory: memory.samples, folder: network.folder },
    };
  } finally {
    memory.stop();
    await client.close();
    await network.stop();
    if (tools.ledger.wrong.size === 0) removeFolder(network);
  }
}

async function underLoad(options: RunOptions, network: FaultNetwork, tools: LoadTools) {
  const { scene } = tools;
  const [reading, loading] = [new AbortController(), new AbortController()];
  // Everybody waits for these.
  setMaxListeners(0, reading.signal, loading.signal);
  const baselines = await takeBaselines(tools);
  const opened = await Promise.all(
    followedBy(scene).map(([company, followed]) => {
      const one = scene.companies.find(({ slug }) => slug === company);
      if (one === undefined) throw new Error(`there is no ${company}`);
      return openFollowed(one, followed, tools, reading.signal);
    }),
  );
  const streams = opened.map(({ stream }) => stream);
  await warmUp(streams, tools);
  const loads = scene.companies.flatMap((company) => [
    readOn(company, tools, baselines.get(company.slug) ?? NOTHING, loading.signal),
    writeOn(company, tools, loading.signal),
  ]);
  const allLoads = Promise.all(loads);
  await Promise.race([strikeAll(options, network, tools, baselines), allLoads]);
  loading.abort();
  await allLoads;
  await untilCaughtUp(streams, tools);
  reading.abort();
  await Promise.all(opened.map(({ over }) => over));
  return { streams, verified: await verifyAll(tools, streams) };
}

/** Posts until every stream has told of something: from then on each has a cursor, and has to tell of everything. */
async function warmUp(streams: readonly FollowedStream[], tools: LoadTools): Promise<void> {
  const limit = performance.now() + CATCH_UP_MS * tools.slow;
  for (let round = 0; streams.some(({ heard }) => heard.length === 0); round += 1) {
    if (performance.now() > limit) throw new Error(`streams told of nothing: ${silentOf(streams)}`);
    // Those without a cursor begin with what comes once they have begun, and nobody is told when that is.
    await sleep(2000);
    await Promise.all(tools.scene.companies.map((company) => postWarmUp(company, round, tools)));
    await sleep(2000);
  }
}

function silentOf(streams: readonly FollowedStream[]): string {
  const silent = streams.filter(({ heard }) => heard.length === 0);
  return silent.map(({ company, followed }) => `${followed.kind} of ${company.slug}`).join(', ');
}

/** Each team by its first company, an inbox for each company, and internal threads where they can be followed. */
function followedBy({ teams, companies }: Scene): [company: string, followed: Followed][] {
  return [
    ...teams.map(({ id, members }): [string, Followed] => [members[0] ?? '', { kind: 'team', id }]),
    ...companies.map(({ slug }): [string, Followed] => [slug, { kind: 'inbox' }]),
    ...companies
      .filter(({ isReal }) => isReal)
      .map(({ slug, privateThread }): [string, Followed] => [slug, { kind: 'private', id: privateThread }]),
  ];
}

type Baselines = ReadonlyMap<string, Baseline>;
const NOTHING: Baseline = { references: new Map(), lists: null };

/** What everybody is answered with while all is well. The first answers build views and connections, and may be late. */
async function takeBaselines(tools: LoadTools): Promise<Baselines> {
  const baselines = new Map<string, Baseline>();
  for (const company of tools.scene.companies) {
    for (let attempt = 1; !baselines.has(company.slug); attempt += 1) {
      try {
        baselines.set(company.slug, await takeBaseline(company, tools));
      } catch (error) {
        if (attempt === 20) throw error;
        await sleep(1000);
      }
    }
  }
  return baselines;
}

async function strikeAll(
  options: RunOptions,
  network: FaultNetwork,
  tools: LoadTools,
  baselines: Baselines,
): Promise<void> {
  const { scene, blame } = tools;
  const settleMs = SETTLE_MS * options.slow;
  // The company whose program and link are struck, its neighbour, and one that has nothing to do with it.
  const watched = [scene.companies[0], scene.companies[1], scene.companies.at(-2)].flatMap(
    (one) => one ?? [],
  );
  const probes = watched.map((company) => [company, baselines.get(company.slug) ?? NOTHING] as const);
  await sleep(options.calmMs);
  for (const fault of options.faults) {
    options.log(`${((performance.now() % 1e7) / 1000).toFixed(0)} s: ${fault.name}`);
    const window = blame.begin(fault.name, fault.blamed(scene));
    await fault.strike(network, options.holdMs);
    window.restored = performance.now();
    await untilGood(window, probes, tools);
    window.until = performance.now() + settleMs;
    await sleep(settleMs + options.calmMs);
  }
}

/** Asks as each of them until all are answered wholly. */
async function untilGood(
  window: FaultWindow,
  probes: readonly (readonly [SceneCompany, Baseline])[],
  tools: LoadTools,
): Promise<void> {
  for (const limit = performance.now() + CATCH_UP_MS * tools.slow; performance.now() < limit;) {
    const good = await Promise.all(probes.map(([company, base]) => readReference(company, tools, base)));
    window.firstGood = performance.now();
    if (good.every(Boolean)) return;
    await sleep(100);
  }
  tools.ledger.note(`${window.fault}: not well again within ${(CATCH_UP_MS * tools.slow) / 1000} s`);
}

async function untilCaughtUp(streams: readonly FollowedStream[], tools: LoadTools): Promise<void> {
  const isBehind = async (stream: FollowedStream) => {
    if (stream.followed.kind !== 'team') return false;
    const { sequence } = await headOf(stream.followed.id, stream.company, tools);
    return (stream.heard.at(-1)?.sequence ?? stream.since ?? 0) < sequence;
  };
  for (const limit = performance.now() + CATCH_UP_MS * tools.slow; performance.now() < limit;) {
    const behind = await Promise.all(streams.map(isBehind));
    if (!behind.includes(true)) break;
    await sleep(500);
  }
  // Inboxes and internal threads have no end to look at: they get the time that a burst takes.
  await sleep(3000);
}

function latenessOf({ ledger, blame }: LoadTools, streams: readonly FollowedStream[]): number[] {
  const last = new Map<string, number>();
  for (const { heard } of streams)
    for (const { messageId, at } of heard)
      if (messageId !== null) last.set(messageId, Math.max(at, last.get(messageId) ?? 0));
  return ledger.posts.flatMap(({ id, acknowledgedAt }) => {
    const at = last.get(id ?? '');
    if (at === undefined || blame.isTroubled(acknowledgedAt - 1000, at)) return [];
    return [at - acknowledgedAt];
  });
}

function keptTokens(network: FaultNetwork): LoadTools['tokenOf'] {
  const kept = new Map<string, { readonly token: Promise<string>; readonly until: number }>();
  return (company) => {
    const known = kept.get(company.slug);
    if (known !== undefined && known.until > performance.now()) return known.token;
    const token = network.tokenOf(company);
    kept.set(company.slug, { token, until: performance.now() + TOKEN_MS });
    return token;
  };
}

function watchMemory({ programs, database }: FaultNetwork) {
  const samples = new Map<string, number[]>();
  const timer = setInterval(() => {
    const pids = { ...programs, postgresql: database };
    for (const [name, program] of Object.entries(pids)) {
      const mib = memoryOf(program.pid());
      if (mib > 0) samples.set(name, [...(samples.get(name) ?? []), mib]);
    }
  }, MEMORY_MS);
  return { samples, stop: () => clearInterval(timer) };
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
