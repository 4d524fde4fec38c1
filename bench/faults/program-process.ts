import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** One of our programs, as it is started again and again. */
export interface ProgramSpec {
  readonly name: string;
  /** Relative to the project. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Answers 200 once it can do its work. */
  readonly readyUrl: string;
}

/** A program in a process of its own. */
export interface ProgramProcess {
  readonly name: string;
  pid(): number;
  /** Starts it, and waits until it is ready. */
  start(): Promise<void>;
  /** Ends it with SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** Stops it from running, as it were hung, or lets it go on. */
  freeze(frozen: boolean): void;
  /** Ends it with SIGTERM; with SIGKILL after a while. */
  stop(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const EXIT_WITH_PARENT = path.join(ROOT, 'cli', 'dev', 'exit-with-parent.mjs');
const READY_MS = 90_000;
const STOP_MS = 15_000;

/** A program that is yet to be started; what it prints goes to `<folder>/<name>.log`. */
export function programProcess(spec: ProgramSpec, folder: string): ProgramProcess {
  let child: ChildProcess | null = null;
  const signal = async (name: NodeJS.Signals) => {
    if (child === null || isOver(child)) return;
    const ended = once(child, 'exit');
    child.kill(name);
    await ended;
  };
  return {
    name: spec.name,
    pid: () => child?.pid ?? 0,
    async start() {
      child = launch(spec, folder);
      await untilReady(spec, child);
    },
    kill: () => signal('SIGKILL'),
    freeze: (frozen) => void child?.kill(frozen ? 'SIGSTOP' : 'SIGCONT'),
    async stop() {
      const force = setTimeout(() => child?.kill('SIGKILL'), STOP_MS);
      await signal('SIGTERM');
      clearTimeout(force);
    },
  };
}

function launch({ name, script, args = [], env }: ProgramSpec, folder: string): ChildProcess {
  const log = openSync(path.join(folder, `${name}.log`), 'a');
  const flags = ['--import', 'tsx', '--import', EXIT_WITH_PARENT];
  const child = spawn(process.execPath, [...flags, path.join(ROOT, script), ...args], {
    cwd: ROOT,
    env: { NODE_ENV: 'production', ...env },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  return child;
}

function isOver(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function untilReady({ name, readyUrl }: ProgramSpec, child: ChildProcess): Promise<void> {
  for (const until = performance.now() + READY_MS; performance.now() < until && !isOver(child);) {
    const answer = await fetch(readyUrl, { signal: AbortSignal.timeout(2000) }).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.ok === true) return;
    await sleep(50);
  }
  throw new Error(`${name} is not ready; see its log.`);
}
