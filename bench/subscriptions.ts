/**
 * Many open subscriptions on one gateway, against the real shared layer: `node --import tsx bench/subscriptions.ts`.
 * `--streams 10000`, of which `--sockets 1000` by graphql-ws, a hundred on each socket. Every reader of server-sent events
 * is another caller. A process needs two descriptors for a stream: see `ulimit -n`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { usageOf } from './process-figures.ts';
import { COMPANIES, startStreamNetwork, type StreamNetwork } from './streams/network.ts';
import type { Reader } from './streams/reader-orders.ts';
import { startReaders } from './streams/reader-processes.ts';

const { values } = parseArgs({
  options: {
    streams: { type: 'string', default: '10000' },
    sockets: { type: 'string', default: '1000' },
    posts: { type: 'string', default: '5' },
  },
});
const [streams, onSockets, posts] = [Number(values.streams), Number(values.sockets), Number(values.posts)];
/** Readers of the first teams; of the others, a tenth of all each. */
const SMALL = [1, 10, 100];
const PROCESSES = 2;
const IDLE_MS = 10_000;
const WAIT_MS = 90_000;
const PER_SOCKET = 100;
const START = Buffer.from('seq:0').toString('base64url');

const say = (line: string) => void process.stdout.write(`${line}\n`);
const large = Math.floor(streams / 10);
const sizes = [...SMALL, ...Array.from({ length: 9 }, () => large)];
sizes.push(streams - sizes.reduce((sum, size) => sum + size, 0));

const network = await startStreamNetwork(sizes.length);
const readers = startReaders(PROCESSES);
try {
  await measure(network);
} finally {
  readers.stop();
  await network.stop();
}

async function measure({ gateway, shared, threads }: StreamNetwork): Promise<void> {
  const all = await readersOf(threads);
  await post(threads[0] ?? '', 'warm up');
  const before = [await gateway.memory(), await shared.memory()];
  const opened = await timed(() => readers.open(Number(new URL(gateway.url).port), all));
  await sleep(3000);
  const after = [await gateway.memory(), await shared.memory()];
  say(`${streams} streams (${onSockets} on ${onSockets / PER_SOCKET} sockets), opened in ${seconds(opened)}`);
  ['gateway', 'shared layer'].forEach((name, at) => {
    const grown = (of: 'heap' | 'external' | 'rss') =>
      ((((after[at]?.[of] ?? 0) - (before[at]?.[of] ?? 0)) * 1024) / streams).toFixed(1);
    say(
      `${name}, KiB a stream: heap ${grown('heap')}, buffers ${grown('external')}, RSS ${grown('rss')}; RSS ${(after[at]?.rss ?? 0).toFixed(0)} MiB`,
    );
  });
  const idle = await used(() => sleep(IDLE_MS));
  say(
    `idle, of a core: gateway ${share(idle.gateway)}, shared layer ${share(idle.shared)}, database ${share(idle.database)}`,
  );
  for (const at of [0, 1, 2, 3]) await toTheLast(threads[at] ?? '', sizes[at] ?? 0);
  await burst(threads.slice(3, 7), large * 4);
  await storm(threads);
}

async function readersOf(threads: readonly string[]): Promise<Reader[]> {
  const all: Reader[] = [];
  for (const [at, thread] of threads.entries())
    for (let number = 0; number < (sizes[at] ?? 0); number += 1) {
      const socket = all.length >= streams - onSockets;
      const serial = socket ? Math.floor(all.length / PER_SOCKET) : all.length;
      const company = COMPANIES[serial % COMPANIES.length] ?? 'acme';
      const token = await network.tokenOf(company, `${socket ? 'socket' : 'reader'}-${serial}`);
      all.push({ thread, socket, after: START, token });
    }
  return all;
}

async function post(threadId: string, body: string): Promise<void> {
  const query =
    'mutation ($input: PostMessageInput!) { postMessage(input: $input) { userErrors { message } } }';
  const variables = { input: { threadId, body, idempotencyKey: crypto.randomUUID() } };
  const reply = await fetch(`${network.gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await network.tokenOf('acme', 'lead')}`,
    },
    body: JSON.stringify({ query, variables }),
  });
  const text = await reply.text();
  if (!text.includes('"userErrors":[]')) throw new Error(text);
}

/** From the answer to a post to the last of its readers. */
async function toTheLast(thread: string, size: number): Promise<void> {
  const times: number[] = [];
  const cost = await used(async () => {
    for (let number = 0; number < posts; number += 1) {
      const body = `${thread} ${number}`;
      const posted = Date.now();
      await post(thread, body);
      const { count, lastAt } = await readers.until([body], size, WAIT_MS);
      if (count !== size) throw new Error(`${count} of ${size} were told`);
      times.push(lastAt - posted);
    }
  });
  times.sort((one, other) => one - other);
  const each = (ms: number) => `${(ms / posts / size).toFixed(2)} ms`;
  say(
    `post to the last of ${size}: median ${times[Math.floor(posts / 2)]} ms, least ${times[0]}, most ${times.at(-1)}; processor a reader: gateway ${each(cost.gateway)}, shared layer ${each(cost.shared)}, database ${each(cost.database)}`,
  );
}

async function burst(threads: readonly string[], size: number): Promise<void> {
  const bodies = threads.flatMap((thread) =>
    Array.from({ length: posts }, (_, at) => `burst ${thread} ${at}`),
  );
  const started = Date.now();
  await Promise.all(bodies.map((body) => post(body.split(' ')[1] ?? '', body)));
  const { count, lastAt } = await readers.until(bodies, size * posts, WAIT_MS);
  const rate = (count / ((lastAt - started) / 1000)).toFixed(0);
  say(
    `${bodies.length} posts at once in ${threads.length} teams: ${count} of ${size * posts} events, ${rate}/s`,
  );
}

/** All lose their connection, miss a message, and come back with their cursors. */
async function storm(threads: readonly string[]): Promise<void> {
  await readers.cut();
  await sleep(500);
  const bodies = threads.map((thread) => `missed ${thread}`);
  for (const [at, thread] of threads.entries()) await post(thread, bodies[at] ?? '');
  const started = Date.now();
  const cost = await used(async () => {
    await readers.again();
    const reopened = Date.now() - started;
    const { count, lastAt, failures } = await readers.until(bodies, streams, WAIT_MS);
    say(
      `all come back: opened in ${seconds(reopened)}, ${count} of ${streams} have what they missed in ${seconds(lastAt - started)}; failures ${failures}`,
    );
  });
  const each = (ms: number) => `${(ms / streams).toFixed(2)} ms`;
  say(
    `processor for each: gateway ${each(cost.gateway)}, shared layer ${each(cost.shared)}, database ${each(cost.database)}`,
  );
}

async function used(work: () => Promise<unknown>) {
  const at = () => ({
    gateway: usageOf(network.gateway.pid).cpuMs,
    shared: usageOf(network.shared.pid).cpuMs,
    database: usageOf(network.databasePid).cpuMs,
  });
  const before = at();
  await work();
  const now = at();
  return {
    gateway: now.gateway - before.gateway,
    shared: now.shared - before.shared,
    database: now.database - before.database,
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = Date.now();
  await work();
  return Date.now() - started;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function share(ms: number): string {
  return `${((ms / IDLE_MS) * 100).toFixed(1)} %`;
}
