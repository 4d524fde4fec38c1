import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PACKAGE_ROOT } from '#cli/config.ts';
import { freePorts } from '#test/testkit/free-ports.ts';

/** The network as `npm start` runs it: one process that starts the others. */
export interface DevProcess {
  /** What it printed so far, both streams. */
  output(): string;
  /** Waits for a text in its output. Rejects, with the output, when it ends or takes too long before. */
  printed(text: string): Promise<void>;
  /** Process ids of the programs, by the names that it prints, and of the database's server. */
  pids(): Map<string, number>;
  /** Settles at its end with its exit status, null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

const BIN = path.join(PACKAGE_ROOT, 'cli', 'bin.mjs');
const PATIENCE_MS = 90_000;

/** A folder for data and free ports: all that tells one network of this machine from another. */
export async function freshEnvironment(dataDir: string): Promise<Record<string, string>> {
  const names = ['GATEWAY', 'SHARED', 'ISSUER', 'ACME', 'HARBOR', 'NIMBUS'].map((name) => `${name}_PORT`);
  const ports = await freePorts(names.length);
  // What jest needs of Node is not what the programs need.
  const surroundings = Object.entries(process.env).flatMap(([name, value]) =>
    value && name !== 'NODE_OPTIONS' ? [[name, value]] : [],
  );
  return {
    ...(Object.fromEntries(surroundings) as Record<string, string>),
    ...Object.fromEntries(names.map((name, index) => [name, String(ports[index])])),
    DATA_DIR: dataDir,
  };
}

/** Starts the network. */
export function startDev(environment: Record<string, string>): DevProcess {
  const child = spawn(process.execPath, [BIN, 'dev'], {
    cwd: PACKAGE_ROOT,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const over = () => child.exitCode !== null || child.signalCode !== null;
  return {
    output: () => output,
    printed: async (text) => {
      const deadline = Date.now() + PATIENCE_MS;
      while (!output.includes(text)) {
        if (over() || Date.now() > deadline) throw new Error(`"${text}" was not printed:\n${output}`);
        await wait(20);
      }
    },
    pids: () => pidsIn(output, environment['DATA_DIR'] ?? ''),
    ended,
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

function pidsIn(output: string, dataDir: string): Map<string, number> {
  const pids = new Map<string, number>();
  for (const [, name = '', pid] of output.matchAll(/✓ (.+?) {2,}.*\(pid (\d+)/g)) pids.set(name, Number(pid));
  const postmaster = path.join(dataDir, 'postgres', 'postmaster.pid');
  if (existsSync(postmaster)) pids.set('PostgreSQL', Number(readFileSync(postmaster, 'utf8').split('\n')[0]));
  return pids;
}

/** Whether a process is there. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until a process is gone; false when it still is there after a while. */
export async function isGone(pid: number, withinMs = 10_000): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (lives(pid) && Date.now() < deadline) await wait(25);
  return !lives(pid);
}

/** Asks the gateway as a caller whose token is had from the command line as a person has it: by name, or with `--credential`. */
export async function askAs(
  environment: Record<string, string>,
  caller: readonly [company: string, ...who: string[]],
  query: string,
): Promise<unknown> {
  const token = await tokenOf(environment, caller);
  const reply = await fetch(`http://127.0.0.1:${environment['GATEWAY_PORT']}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return reply.json();
}

const tokens = new Map<string, Promise<string>>();

/** A person keeps a token for its hour, whatever is started again meanwhile; a credential is shown each time. */
function tokenOf(environment: Record<string, string>, caller: readonly string[]): Promise<string> {
  if (caller.includes('--credential')) return tokenByCommand(environment, caller);
  const key = `${environment['DATA_DIR']} ${caller.join(' ')}`;
  const token = tokens.get(key) ?? tokenByCommand(environment, caller);
  tokens.set(key, token);
  return token;
}

async function tokenByCommand(
  environment: Record<string, string>,
  caller: readonly string[],
): Promise<string> {
  const { stdout } = await promisify(execFile)(BIN, ['token', ...caller], { env: environment });
  return stdout.trim();
}
