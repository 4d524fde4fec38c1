/**
 * `node --import tsx bench/noisy-company.ts [--rounds 5] [--seconds 8]`: what a company feels of another that asks for ten
 * times its limit. Acme asks steadily; Harbor is silent, or noisy at a gateway with limits, or noisy at one without. The
 * three in turn, round by round, each gateway in a process of its own, canned programs and the noise in others. Writes
 * bench/NOISY.md; ends with status 1 when anything of Acme's was refused or went wrong.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { freePort } from '#test/testkit/free-ports.ts';
import { median } from './median.ts';
import { ask, type Outcome } from './noisy/asking.ts';
import { startNoise, type Noise } from './noisy/noise.ts';
import { startGatewayProcess, type GatewayProcess } from './soak/gateway-process.ts';
import { startProgramsProcess } from './soak/programs-process.ts';
import { NO_RATE_LIMITS } from './tenant/rate-limits.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '8' } },
});
const ACME_PER_SECOND = 100;
const LIMIT_PER_SECOND = 200;
const NOISE_PER_SECOND = LIMIT_PER_SECOND * 10;

const folder = mkdtempSync(path.join(os.tmpdir(), 'agent-network-noisy-'));
const programs = await startProgramsProcess(folder);
const read = (file: string) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as string[];
const tokens = { acme: read('tokens.json'), harbor: read('harbor-tokens.json') };
const usual = {
  ...{ SIGNING_KEY_FILE: path.join(folder, 'key.json'), SHARED_URL: programs.sharedUrl },
  ...{ LOG_LEVEL: 'silent', COALESCE: 'off', ALLOW_PRIVATE_ADDRESSES: 'true', ...NO_RATE_LIMITS },
};
const BURST = 400;
const limits = {
  LIMIT_REQUESTS_PER_SECOND: String(LIMIT_PER_SECOND),
  LIMIT_REQUEST_BURST: String(BURST),
};
const limited = await startGatewayProcess({ ...usual, ...limits }, await freePort());
const unlimited = await startGatewayProcess(usual, await freePort());
const noise = startNoise();

/** By when Harbor has spent the burst that its limit allows it, in milliseconds after it began. */
const BURST_MS = 1500;

interface Round {
  readonly acme: Outcome;
  readonly noise: Noise | null;
  /** Of one core. */
  readonly busy: number;
}

async function round(gateway: GatewayProcess, isNoisy: boolean): Promise<Round> {
  const ms = Number(values.seconds) * 1000;
  const pace = { url: gateway.url, ms, laterMs: BURST_MS };
  const before = await gateway.memory();
  const [acme, made] = await Promise.all([
    ask({ ...pace, tokens: tokens.acme, perSecond: ACME_PER_SECOND, connections: 32 }),
    isNoisy
      ? noise.make({ ...pace, tokens: tokens.harbor, perSecond: NOISE_PER_SECOND, connections: 64 })
      : null,
  ]);
  const busy = ((await gateway.memory()).cpuMs - before.cpuMs) / ms;
  return { acme, noise: made, busy };
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

const [silent] = names.map((name) => results.get(name) ?? []);
const quantile = (rounds: readonly Round[], part: number, of: 'latencies' | 'later') =>
  median(rounds.map(({ acme }) => acme[of].quantile(part)));
const rows = names.map((name) => {
  const rounds = results.get(name) ?? [];
  const total = (pick: (one: Round) => number) => rounds.reduce((sum, one) => sum + pick(one), 0);
  const ratio = (part: number, of: 'latencies' | 'later' = 'latencies') => {
    const ms = quantile(rounds, part, of);
    return `${ms.toFixed(1)} ms (×${(ms / quantile(silent ?? [], part, of)).toFixed(2)})`;
  };
  const answered = `${total(({ acme }) => acme.answered)} of ${total(({ acme }) => acme.sent)}`;
  const refused = total(({ noise }) => noise?.refused ?? 0) / (total(({ noise }) => noise?.sent ?? 0) || 1);
  const busy = median(rounds.map((one) => one.busy));
  return `| ${name} | ${answered} | ${ratio(0.5)} | ${ratio(0.99)} | ${ratio(0.99, 'later')} | ${(refused * 100).toFixed(0)} % | ${(busy * 100).toFixed(0)} % |`;
});
const acmes = [...results.values()].flat().map(({ acme }) => acme);
const passed = (results.get('Harbor asks for ten times its limit') ?? []).every(
  ({ acme }) => acme.answered === acme.sent,
);
const text = `# A noisy company

\`node --import tsx bench/noisy-company.ts\`: Acme asks ${ACME_PER_SECOND} times a second; Harbor may ask ${LIMIT_PER_SECOND} times a second and asks ${NOISE_PER_SECOND} times; ${BURST} it may ask at once, and that burst is spent in the first ${BURST_MS / 1000} s of a round. ${values.rounds} rounds of ${values.seconds} s of each, in turn; medians of rounds, in brackets against a silent Harbor. The gateway, the programs behind it, the noise and Acme, a process each, share two cores.

| | Acme's answered | Acme's p50 | Acme's p99 | after Harbor's burst | refused of Harbor's | gateway, of a core |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

${passed ? "Nothing of Acme's was refused or failed." : "**Something of Acme's was refused or failed.**"} (${acmes.length} rounds.)
`;
writeFileSync(path.join(import.meta.dirname, 'NOISY.md'), text);
process.stdout.write(text);
await Promise.all([limited.stop(), unlimited.stop()]);
programs.stop();
noise.stop();
rmSync(folder, { recursive: true, force: true });
process.exitCode = passed ? 0 : 1;
