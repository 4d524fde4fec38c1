/**
 * Gateways side by side: `npm run bench`. Each stands alone on core 0; subgraphs and load on core 1.
 * `-- --rounds 3 --seconds 3 --warm 5 --connections 50 --only ours`; writes bench/RESULTS.md unless `--dry`.
 */
import { composeServices } from '@apollo/composition';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { parse } from 'graphql';
import { canonical } from '#gateway/coalesce.ts';
import { freePort } from '#test/testkit/free-ports.ts';
import { federation2, SHOP_QUERIES, SHOP_SDL } from './graph/shop.ts';
import { findContenders, firstLine, type Contender, type Scenario } from './peers.ts';
import { usageOf } from './process-figures.ts';
import { TENANT_QUERY } from './tenant/programs.ts';
import { writeResults } from './results.ts';
import type { Sample } from './samples.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
    warm: { type: 'string', default: '5' },
    connections: { type: 'string', default: '50' },
    only: { type: 'string', default: '' },
    dry: { type: 'boolean', default: false },
  },
});
const HERE = import.meta.dirname;
const say = (line: string) => void process.stdout.write(`${line}\n`);
const folder = mkdtempSync(path.join(os.tmpdir(), 'agent-network-bench-'));
const QUERIES: Readonly<Record<string, string>> = {
  ...SHOP_QUERIES,
  tenant: TENANT_QUERY,
  'tenant-small': '{ me { displayName } }',
};
const queriesOf = ({ only = Object.keys(SHOP_QUERIES) }: Contender) =>
  only.map((name): [string, string] => [name, QUERIES[name] ?? '']);
const tokenFileOf = ({ only }: Contender) =>
  only?.includes('tenant') ? path.join(folder, 'tokens.json') : null;
const started = new Set<ChildProcess>();

function start(core: number, command: readonly string[], pipe = false): ChildProcess {
  const stdio = ['ignore', pipe ? 'pipe' : 'ignore', 'ignore'] as const;
  const child = spawn('taskset', ['-c', String(core), 'env', 'NODE_ENV=production', ...command], {
    cwd: folder,
    stdio: [...stdio],
    detached: true,
  });
  started.add(child);
  return child;
}

/** Ends a program and all that it started. */
function end(child: ChildProcess): void {
  started.delete(child);
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It had ended.
  }
}

async function startSubgraphs(): Promise<Scenario> {
  const child = start(
    1,
    [process.execPath, '--import', 'tsx', path.join(HERE, 'graph', 'canned-program.ts')].map((part) =>
      part === 'tsx' ? import.meta.resolve('tsx') : part,
    ),
    true,
  );
  const addresses = await new Promise<Record<string, string>>((resolve) => {
    child.stdout?.once('data', (line: Buffer) =>
      resolve(JSON.parse(line.toString()) as Record<string, string>),
    );
  });
  const services = Object.entries(SHOP_SDL).map(([name, sdl]) => ({
    name,
    typeDefs: parse(federation2(sdl)),
    url: addresses[name] ?? '',
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error(errors.join('\n'));
  const supergraph = path.join(folder, 'supergraph.graphql');
  writeFileSync(supergraph, supergraphSdl);
  const tenants = start(
    1,
    [process.execPath, '--import', import.meta.resolve('tsx'), path.join(HERE, 'tenant', 'serve.ts'), folder],
    true,
  );
  const sharedUrl = await new Promise<string>((resolve) => {
    tenants.stdout?.once('data', (line: Buffer) => resolve(line.toString().trim()));
  });
  return { supergraph, addresses, sharedUrl, folder };
}

async function ask(port: number, query: string, tokenFile: string | null): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: `Bearer ${firstToken(tokenFile)}`,
    },
    body: JSON.stringify({ query }),
    signal: AbortSignal.timeout(10_000),
  });
  return answer.text();
}

function firstToken(file: string | null): string {
  return file === null ? 'x' : ((JSON.parse(readFileSync(file, 'utf8')) as string[])[0] ?? '');
}

/** Waits until a gateway answers. */
async function ready(port: number, child: ChildProcess, contender: Contender): Promise<void> {
  const until = Date.now() + 40_000;
  while (Date.now() < until && child.exitCode === null) {
    const [, query] = queriesOf(contender).at(-1) ?? ['', ''];
    const text = await ask(port, query, tokenFileOf(contender)).catch(() => '');
    if (text.includes('"me"')) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(child.exitCode === null ? 'did not answer in time' : 'ended by itself');
}

interface Load {
  readonly requests: number;
  readonly failures: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
}

async function load(port: number, seconds: number, query: string, tokenFile: string | null): Promise<Load> {
  const args = [
    '--import',
    import.meta.resolve('tsx'),
    path.join(HERE, 'load.ts'),
    port,
    seconds,
    values.connections,
    JSON.stringify({ query }),
  ];
  if (tokenFile !== null) args.push(tokenFile);
  const { stdout } = await promisify(execFile)('taskset', ['-c', '1', process.execPath, ...args.map(String)]);
  return JSON.parse(stdout) as Load;
}

interface Running {
  readonly contender: Contender;
  readonly port: number;
  readonly child: ChildProcess;
}

async function open(contender: Contender, scenario: Scenario): Promise<Running> {
  const port = await freePort();
  const child = start(0, contender.command(port, scenario));
  try {
    await ready(port, child, contender);
    return { contender, port, child };
  } catch (error) {
    end(child);
    throw error;
  }
}

const answersKnown = new Map<string, string>();

/** Says which answers are not those of the first gateway. */
async function differing({ contender, port }: Running): Promise<string[]> {
  const wrong: string[] = [];
  for (const [name, query] of queriesOf(contender)) {
    const { data } = JSON.parse(await ask(port, query, tokenFileOf(contender))) as { data?: unknown };
    const text = canonical(data ?? null);
    const known = answersKnown.get(name) ?? text;
    answersKnown.set(name, known);
    if (text !== known) wrong.push(name);
  }
  return wrong;
}

async function measure({ contender, port, child }: Running, samples: Sample[], warm: boolean): Promise<void> {
  for (const [query, text] of queriesOf(contender)) {
    if (warm) await load(port, Number(values.warm), text, tokenFileOf(contender));
    const before = usageOf(child.pid ?? 0);
    const done = await load(port, Number(values.seconds), text, tokenFileOf(contender));
    const after = usageOf(child.pid ?? 0);
    samples.push({
      contender: contender.name,
      query,
      rps: done.requests / done.seconds,
      cpuMs: (after.cpuMs - before.cpuMs) / done.requests,
      rssMib: after.rssMib,
      ...{ p50: done.p50, p99: done.p99, failures: done.failures },
    });
  }
}

const found = findContenders(say);
const contenders = found.contenders.filter(
  ({ name }) => values.only === '' || new RegExp(values.only, 'i').test(name),
);
const skipped = [...found.skipped];
const samples: Sample[] = [];
try {
  const scenario = await startSubgraphs();
  const running: Running[] = [];
  for (const contender of contenders) {
    try {
      const one = await open(contender, scenario);
      const wrong = await differing(one);
      if (wrong.length > 0)
        skipped.push([contender.name, `another answer to ${wrong.join(', ')}; measured all the same`]);
      running.push(one);
      // Stopped between its turns: whatever it does by itself is nobody else's time.
      process.kill(-(one.child.pid ?? 0), 'SIGSTOP');
    } catch (error) {
      skipped.push([contender.name, firstLine(error)]);
    }
  }
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const one of running) {
      process.kill(-(one.child.pid ?? 0), 'SIGCONT');
      await measure(one, samples, round === 0);
      process.kill(-(one.child.pid ?? 0), 'SIGSTOP');
      say(`round ${round + 1}: ${one.contender.name}`);
    }
  }
  const measured = running.map(({ contender }) => contender);
  const text = writeResults({ samples, contenders: measured, skipped, settings: values });
  if (!values.dry) writeFileSync(path.join(HERE, 'RESULTS.md'), text);
  say(text);
} finally {
  for (const child of started) end(child);
  rmSync(folder, { recursive: true, force: true });
}
