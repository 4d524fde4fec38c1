import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** What the program's process holds after a collection, in MiB, and the processor time it has used, in ms. */
export interface Memory {
  readonly heap: number;
  /** Buffers outside the heap. */
  readonly external: number;
  readonly rss: number;
  readonly cpuMs: number;
}

/** A gateway, or another of our programs, in a process of its own. */
export interface GatewayProcess {
  readonly url: string;
  readonly pid: number;
  memory(): Promise<Memory>;
  stop(): Promise<void>;
}

const MIB = 1_048_576;
const HERE = path.dirname(fileURLToPath(import.meta.url));
const READY_MS = 40_000;

/** Starts the gateway's own program, or another, with those settings, and waits until it is ready. */
export async function startGatewayProcess(
  env: Readonly<Record<string, string>>,
  port: number,
  program = 'gateway/main.ts',
): Promise<GatewayProcess> {
  const reporter = path.join(HERE, 'memory-reporter.mjs');
  const child = fork(path.join(HERE, '..', '..', program), {
    execArgv: ['--expose-gc', '--import', import.meta.resolve('tsx'), '--import', reporter],
    env: { NODE_ENV: 'production', PORT: String(port), ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  // A soak that breaks off leaves nothing running.
  process.once('exit', () => child.kill('SIGKILL'));
  const url = `http://127.0.0.1:${port}`;
  await ready(url, child, program);
  return {
    url,
    pid: child.pid ?? 0,
    async memory() {
      const answer = once(child, 'message') as Promise<
        [Record<'heapUsed' | 'external' | 'rss' | 'cpuMs', number>]
      >;
      child.send('memory');
      const [{ heapUsed, external, rss, cpuMs }] = await answer;
      return { heap: heapUsed / MIB, external: external / MIB, rss: rss / MIB, cpuMs };
    },
    async stop() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function ready(url: string, child: ChildProcess, program: string): Promise<void> {
  for (const until = Date.now() + READY_MS; Date.now() < until && child.exitCode === null;) {
    const answer = await fetch(`${url}/ready`).catch(() => null);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`${program} is not ready`);
}
