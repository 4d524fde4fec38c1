/**
 * `node --import tsx bench/noisy-company.ts [--rounds 5] [--seconds 8]`: what a company feels of another that asks for ten
 * times its limit. Acme asks steadily; Harbor is silent, or noisy at a gateway with limits, or noisy at one without. The
 * three in turn, round by round, each gateway in a process of its own with canned programs in another. Writes
 * bench/NOISY.md; ends with status 1 when anything of Acme's was refused or went wrong.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { freePort } from './free-ports.ts';
import { Latencies } from './soak/figures.ts';
import { startGatewayProcess, type GatewayProcess } from './soak/gateway-process.ts';
import { startProgramsProcess } from './soak/programs-process.ts';
import { TENANT_QUERY } from './tenant/programs.ts';
import { NO_RATE_LIMITS } from './tenant/rate-limits.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '8' } },
});
const ACME_PER_SECOND = 100;
const LIMIT_PER_SECOND = 200;
const NOISE_PER_SECOND = LIMIT_PER_SECOND * 10;
const BODY = JSON.stringify({ query: TENANT_QUERY });

const folder = mkdtempSync(path.join(os.tmpdir(), 'agent-network-noisy-'));
const programs = await startProgramsProcess(folder);
const read = (file: string) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as string[];
const tokens = { acme: read('tokens.json'), harbor: read('harbor-tokens.json') };
const usual = {
  ...{ SIGNING_KEY_FILE: path.join(folder, 'key.json'), SHARED_URL: programs.sharedUrl },
  ...{ LOG_LEVEL: 'silent', COALESCE: 'off', ALLOW_PRIVATE_ADDRESSES: 'true', ...NO_RATE_LIMITS },
};
const limits = { LIMIT_REQUESTS_PER_SECOND: String(LIMIT_PER_SECOND), LIMIT_REQUEST_BURST: '400' };
const limited = await startGatewayProcess({ ...usual, ...limits }, await freePort());
const unlimited = await startGatewayProcess(usual, await freePort());

interface Outcome {
  readonly latencies: Latencies;
  sent: number;
  answered: number;
  refused: number;
}

/** Sends at a steady rate for a while; gives what became of it. What is late is sent at once. */
async function ask(pool: Pool, company: 'acme' | 'harbor', rate: number, ms: number): Promise<Outcome> {
  const outcome: Outcome = { latencies: new Latencies(), sent: 0, answered: 0, refused: 0 };
  const since = performance.now();
  const asking = new Set<Promise<void>>();
  while (performance.now() - since < ms) {
    for (const due = ((performance.now() - since) / 1000) * rate; outcome.sent < due; outcome.sent += 1) {
      const token = tokens[company][outcome.sent % tokens[company].length] ?? '';
      const one: Promise<void> = askOnce(pool, token, outcome).finally(() => asking.delete(one));
      asking.add(one);
    }
    await sleep(2);
  }
  await Promise.all(asking);
  return outcome;
}

async function askOnce(pool: Pool, token: string, outcome: Outcome): Promise<void> {
  const asked = performance.now();
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const { statusCode, body } = await pool.request({ method: 'POST', path: '/graphql', headers, body: BODY });
  const text = await body.text();
  if (statusCode === 429) outcome.refused += 1;
  else if (statusCode === 200 && !text.includes('"errors"')) outcome.answered += 1;
  outcome.latencies.add(performance.now() - asked);
}

interface Round {
  readonly acme: Outcome;
  readonly noise: Outcome | null;
  /** Of one core. */
  readonly busy: number;
}

async function round(gateway: GatewayProcess, isNoisy: boolean): Promise<Round> {
  const ms = Number(values.seconds) * 1000;
  const acmes = new Pool(gateway.url, { connections: 32 });
  const harbors = new Pool(gateway.url, { connections: 64 });
  const before = await gateway.memory();
  const [acme, noise] = await Promise.all([
    ask(acmes, 'acme', ACME_PER_SECOND, ms),
    isNoisy ? ask(harbors, 'harbor', NOISE_PER_SECOND, ms) : null,
  ]);
  const busy = ((await gateway.memory()).cpuMs - before.cpuMs) / ms;
  await Promise.all([acmes.destroy(), harbors.destroy()]);
  return { acme, noise, busy };
}

const CONDITIONS = {
  'Harbor is silent': () => round(limited, false),
  'Harbor asks for ten times its limit': () => round(limited, true),
  'the same, at a gateway without limits': () => round(unlimited, true),
};
type Condition = keyof typeof CONDITIONS;
const names = Object.keys(CONDITIONS) as Condition[];
const results = new Map<Condition, Round[]>(names.map((name) => [name, []]));
for (const name of names) await CONDITIONS[name]();
for (let n = 0; n < Number(values.rounds); n += 1)
  for (const name of names) results.get(name)?.push(await CONDITIONS[name]());

const median = (all: readonly number[]) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
const [silent] = names.map((name) => results.get(name) ?? []);
const quantile = (rounds: readonly Round[], part: number) =>
  median(rounds.map(({ acme }) => acme.latencies.quantile(part)));
const rows = names.map((name) => {
  const rounds = results.get(name) ?? [];
  const total = (pick: (one: Round) => number) => rounds.reduce((sum, one) => sum + pick(one), 0);
  const ratio = (part: number) => {
    const ms = quantile(rounds, part);
    return `${ms.toFixed(1)} ms (×${(ms / quantile(silent ?? [], part)).toFixed(2)})`;
  };
  const answered = `${total(({ acme }) => acme.answered)} of ${total(({ acme }) => acme.sent)}`;
  const refused = total(({ noise }) => noise?.refused ?? 0) / (total(({ noise }) => noise?.sent ?? 0) || 1);
  const busy = median(rounds.map((one) => one.busy));
  return `| ${name} | ${answered} | ${ratio(0.5)} | ${ratio(0.99)} | ${(refused * 100).toFixed(0)} % | ${(busy * 100).toFixed(0)} % |`;
});
const acmes = [...results.values()].flat().map(({ acme }) => acme);
const passed = (results.get('Harbor asks for ten times its limit') ?? []).every(
  ({ acme }) => acme.answered === acme.sent,
);
const text = `# A noisy company

\`node --import tsx bench/noisy-company.ts\`: Acme asks ${ACME_PER_SECOND} times a second; Harbor may ask ${LIMIT_PER_SECOND} times a second and asks ${NOISE_PER_SECOND} times. ${values.rounds} rounds of ${values.seconds} s of each, in turn; medians of rounds, in brackets against a silent Harbor. The load, the programs and the gateway share two cores.

| | Acme's answered | Acme's p50 | Acme's p99 | refused of Harbor's | gateway, of a core |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

${passed ? "Nothing of Acme's was refused or failed." : "**Something of Acme's was refused or failed.**"} (${acmes.length} rounds.)
`;
writeFileSync(path.join(import.meta.dirname, 'NOISY.md'), text);
process.stdout.write(text);
await Promise.all([limited.stop(), unlimited.stop()]);
programs.stop();
rmSync(folder, { recursive: true, force: true });
process.exitCode = passed ? 0 : 1;
