/**
 * `npm run soak -- --minutes 10`: a gateway between tenants at about 80 % of what it can do, while one company is
 * killed and revived every 20 s. Wrong is an answer that is not as expected, or an error at another's fields.
 * Writes bench/SOAK.md; ends with status 1 when anything was wrong.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Pool } from 'undici';
import { readSettings } from '#gateway/config.ts';
import { startGateway } from '#gateway/gateway.ts';
import { createLogger } from '#gateway/telemetry/logger.ts';
import { createUndiciWire } from '#gateway/transport/undici-wire.ts';
import { expectedData, isHarborsPath, startCannedNetwork, TENANT_QUERY } from './tenant/programs.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const KILL_EVERY_MS = 20_000;
const LOAD = 0.8;
const MOST_AT_ONCE = 40;
const say = (line: string) => void process.stdout.write(`${line}\n`);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const folder = mkdtempSync(path.join(os.tmpdir(), 'agent-network-soak-'));
const network = await startCannedNetwork();
const keyFile = path.join(folder, 'key.json');
writeFileSync(keyFile, JSON.stringify(network.gatewayKey));
const wire = createUndiciWire();
const settings = readSettings({
  ...{ SIGNING_KEY_FILE: keyFile, SHARED_URL: network.sharedUrl, PORT: '0' },
  ...{ LOG_LEVEL: 'silent', COALESCE: 'off', BREAKER_OPEN_MS: '1000', SUBGRAPH_CONCURRENCY: '128' },
});
const gateway = await startGateway(settings, {
  ...{ clock: Date.now, newId: randomUUID, wire, logger: createLogger('silent') },
  fetchKeys: (url, init) => globalThis.fetch(url, init),
});
while (!(await fetch(`${gateway.url}/ready`)).ok) await sleep(50);

const tokens = await Promise.all(Array.from({ length: 50 }, (_, serial) => network.token(serial)));
const pool = new Pool(gateway.url, { connections: MOST_AT_ONCE });
const healthy = JSON.stringify(expectedData(true));
const without = JSON.stringify(expectedData(false));
const count = { whole: 0, partly: 0, wrong: 0 };
const examples: string[] = [];
const body = JSON.stringify({ query: TENANT_QUERY });
let harborIsUp = true;
/** Harbor's state has been what it is for so long: until then answers of both kinds are right. */
let settledAt = 0;

async function ask(serial: number): Promise<void> {
  const asked = performance.now();
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${tokens[serial % tokens.length] ?? ''}`,
  };
  const answer = await pool.request({ method: 'POST', path: '/graphql', headers, body });
  judge(await answer.body.text(), asked >= settledAt);
}

function judge(text: string, settled: boolean): void {
  const { data, errors = [] } = JSON.parse(text) as { data?: unknown; errors?: { path?: unknown }[] };
  const found = JSON.stringify(data);
  const elsewhere = errors.some((error) => !isHarborsPath(error.path));
  if (found === healthy && errors.length === 0 && (harborIsUp || !settled)) count.whole += 1;
  else if (found === without && errors.length === 3 && !elsewhere && (!harborIsUp || !settled))
    count.partly += 1;
  else {
    count.wrong += 1;
    if (examples.length < 3) examples.push(text.slice(0, 1500));
  }
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

async function killAndRevive(until: number): Promise<number> {
  let times = 0;
  while (performance.now() + KILL_EVERY_MS < until) {
    await sleep(KILL_EVERY_MS / 2);
    harborIsUp = false;
    settledAt = performance.now() + 1000;
    await network.killHarbor();
    await sleep(KILL_EVERY_MS / 2);
    await network.reviveHarbor();
    harborIsUp = true;
    // The breaker asks again a second after it has opened.
    settledAt = performance.now() + 3000;
    times += 1;
  }
  return times;
}

const heaps: { readonly second: number; readonly heap: number; readonly rss: number }[] = [];

async function watchHeap(since: number, until: number): Promise<void> {
  while (performance.now() < until) {
    collect();
    const { heapUsed, rss } = process.memoryUsage();
    heaps.push({
      second: (performance.now() - since) / 1000,
      heap: heapUsed / 1_048_576,
      rss: rss / 1_048_576,
    });
    await sleep(10_000);
  }
}

await measureMost(3000);
const most = await measureMost(3000);
const rate = most * LOAD;
const since = performance.now();
const until = since + Number(values.minutes) * 60_000;
const killing = killAndRevive(until);
const watching = watchHeap(since, until);
const asking = new Set<Promise<void>>();
let sent = 0;
let held = 0;
while (performance.now() < until) {
  const due = Math.floor(((performance.now() - since) / 1000) * rate);
  for (; sent + held < due;) {
    if (asking.size >= MOST_AT_ONCE * 4) {
      held += due - sent - held;
      break;
    }
    const one: Promise<void> = ask((sent += 1)).finally(() => asking.delete(one));
    asking.add(one);
  }
  await sleep(5);
}
await Promise.all(asking);
const [killed] = await Promise.all([killing, watching]);

const middle = heaps.slice(Math.floor(heaps.length / 2));
const [early, late] = [heaps.slice(1, Math.ceil(heaps.length / 2)), middle].map(
  (part) => part.reduce((sum, { heap }) => sum + heap, 0) / Math.max(1, part.length),
);
const report = [
  '# A soak',
  '',
  `\`npm run soak -- --minutes ${values.minutes}\`: one gateway between tenants with canned programs in the same process, at ${(LOAD * 100).toFixed(0)} % of the ${most.toFixed(0)} requests/s that it did at the most, a company killed and revived ${killed} times.`,
  '',
  `- requests: ${sent} (${held} not sent, where the machine was behind); whole answers ${count.whole}, without the killed company's fields ${count.partly}, wrong ${count.wrong}`,
  `- heap after collection, MiB: first half ${early?.toFixed(1)}, second half ${late?.toFixed(1)}; all samples ${heaps.map(({ heap }) => heap.toFixed(1)).join(' ')}`,
  `- RSS at the end, MiB: ${heaps.at(-1)?.rss.toFixed(0)}`,
  ...examples.map((text) => `- wrong: \`${text}\``),
  '',
].join('\n');
writeFileSync(path.join(import.meta.dirname, 'SOAK.md'), report);
say(report);
await gateway.stop();
await pool.destroy();
await wire.close();
await network.close();
rmSync(folder, { recursive: true, force: true });
process.exitCode = count.wrong > 0 ? 1 : 0;
