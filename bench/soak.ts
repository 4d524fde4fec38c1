/**
 * `npm run soak -- --minutes 10`: a gateway between tenants, in a process of its own, at 80 % of what it can do, while
 * one company is killed and revived every 20 s. Wrong is an answer that is not exactly as expected, or an error at
 * another's fields. Writes bench/SOAK.md; ends with status 1 when anything was wrong or the heap grows.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { freePort } from '#test/testkit/free-ports.ts';
import { Latencies, slopePerMinute } from './soak/figures.ts';
import { startGatewayProcess, type Memory } from './soak/gateway-process.ts';
import { verdictOf } from './soak/judge.ts';
import { startProgramsProcess } from './soak/programs-process.ts';
import { soakReport } from './soak/report.ts';
import { TENANT_QUERY } from './tenant/programs.ts';
import { NO_RATE_LIMITS } from './tenant/rate-limits.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const KILL_EVERY_MS = 20_000;
const LOAD = 0.8;
/** Connections, and so the most requests under way; whoever is due beyond that is not sent. */
const MOST_AT_ONCE = 64;
const BREAKER_OPEN_MS = 1000;
/** For so long after a change of Harbor's answers of both kinds are right. */
const SETTLES_MS = { killed: 1000, revived: BREAKER_OPEN_MS + 1500 };
const WARM_UP_MS = 5000;

const folder = mkdtempSync(path.join(os.tmpdir(), 'agent-network-soak-'));
const programs = await startProgramsProcess(folder);
const port = await freePort();
const gateway = await startGatewayProcess(
  {
    ...{ SIGNING_KEY_FILE: path.join(folder, 'key.json'), SHARED_URL: programs.sharedUrl },
    ...{ LOG_LEVEL: 'silent', COALESCE: 'off', ALLOW_PRIVATE_ADDRESSES: 'true' },
    ...{ BREAKER_OPEN_MS: String(BREAKER_OPEN_MS), SUBGRAPH_CONCURRENCY: '128', ...NO_RATE_LIMITS },
  },
  port,
);

const pool = new Pool(gateway.url, { connections: MOST_AT_ONCE });
const body = JSON.stringify({ query: TENANT_QUERY });
const count = { whole: 0, partly: 0, wrong: 0 };
const latencies = { whole: new Latencies(), partly: new Latencies() };
const examples: string[] = [];
const harbor = { isUp: true, settledAt: 0, killed: 0 };

async function ask(serial: number): Promise<void> {
  const asked = performance.now();
  const token = programs.tokens[serial % programs.tokens.length] ?? '';
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  try {
    const answer = await pool.request({ method: 'POST', path: '/graphql', headers, body });
    judge(answer.statusCode, await answer.body.text(), asked);
  } catch (error) {
    wrong(`no answer: ${String(error)}`);
  }
}

function judge(status: number, text: string, asked: number): void {
  const verdict = verdictOf(status, text);
  const settled = asked >= harbor.settledAt;
  const expected = harbor.isUp ? 'whole' : 'partly';
  if (verdict === 'wrong' || (settled && verdict !== expected)) {
    wrong(`${status} ${text.slice(0, 1500)}`);
    return;
  }
  count[verdict] += 1;
  latencies[verdict].add(performance.now() - asked);
}

function wrong(example: string): void {
  count.wrong += 1;
  if (examples.length < 3) examples.push(example);
}

/** As fast as it goes; gives requests per second. */
async function measureMost(ms: number): Promise<number> {
  const end = performance.now() + ms;
  let done = 0;
  const worker = async () => {
    for (; performance.now() < end; done += 1) await ask(done);
  };
  await Promise.all(Array.from({ length: MOST_AT_ONCE }, worker));
  return done / (ms / 1000);
}

async function killAndRevive(until: number): Promise<void> {
  while (performance.now() + KILL_EVERY_MS < until) {
    await sleep(KILL_EVERY_MS / 2);
    Object.assign(harbor, { isUp: false, settledAt: performance.now() + SETTLES_MS.killed });
    await programs.tell('kill');
    await sleep(KILL_EVERY_MS / 2);
    harbor.settledAt = Infinity;
    await programs.tell('revive');
    Object.assign(harbor, { isUp: true, settledAt: performance.now() + SETTLES_MS.revived });
    harbor.killed += 1;
  }
}

const samples: (Memory & { readonly second: number })[] = [];

async function watchMemory(since: number, until: number): Promise<void> {
  while (performance.now() < until) {
    const second = (performance.now() - since) / 1000;
    samples.push({ second, ...(await gateway.memory()) });
    await sleep(10_000);
  }
}

/** Sends at a steady rate, however long the answers take; gives how many could not be sent. */
async function load(rate: number, since: number, until: number): Promise<{ sent: number; held: number }> {
  const asking = new Set<Promise<void>>();
  let [sent, held] = [0, 0];
  while (performance.now() < until) {
    const due = Math.floor(((performance.now() - since) / 1000) * rate) - sent - held;
    const free = Math.min(due, MOST_AT_ONCE - asking.size);
    held += due - free;
    for (let index = 0; index < free; index += 1) {
      const one: Promise<void> = ask((sent += 1)).finally(() => asking.delete(one));
      asking.add(one);
    }
    await sleep(5);
  }
  await Promise.all(asking);
  return { sent, held };
}

await measureMost(WARM_UP_MS);
const most = await measureMost(WARM_UP_MS);
Object.assign(count, { whole: 0, partly: 0, wrong: 0 });
Object.assign(latencies, { whole: new Latencies(), partly: new Latencies() });
const since = performance.now();
const until = since + Number(values.minutes) * 60_000;
const before = await gateway.memory();
const [{ sent, held }] = await Promise.all([
  load(most * LOAD, since, until),
  killAndRevive(until),
  watchMemory(since, until),
]);
const after = await gateway.memory();
const seconds = (performance.now() - since) / 1000;

// The first minute fills caches.
const settled = samples.filter(({ second }) => second > Math.min(60, seconds / 4));
const slope = slopePerMinute(settled.map(({ second, heap }) => ({ second, value: heap })));
const report = soakReport({
  ...{ minutes: values.minutes, most, load: LOAD, mostAtOnce: MOST_AT_ONCE, killed: harbor.killed },
  ...{ sent, held, count, latencies, samples, slope, examples },
  busy: (after.cpuMs - before.cpuMs) / (seconds * 1000),
});
writeFileSync(path.join(import.meta.dirname, 'SOAK.md'), report.text);
process.stdout.write(report.text);
await pool.destroy();
await gateway.stop();
programs.stop();
rmSync(folder, { recursive: true, force: true });
process.exitCode = report.passed ? 0 : 1;
