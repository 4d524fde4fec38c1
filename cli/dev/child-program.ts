import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PACKAGE_ROOT } from '../config.ts';
import { CliError } from '../exit.ts';
import { lastLines, openLogFile } from './log-file.ts';

/** A program of the network, as it is to be started. */
export interface ProgramSpec {
  /** Names its log file. */
  readonly name: string;
  /** Its name for people, to begin a sentence with: `Harbor's subgraph`. */
  readonly label: string;
  /** The file to run, in TypeScript or JavaScript; absolute. */
  readonly script: string;
  /** Node's own options. */
  readonly flags?: readonly string[];
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Answers 200 once the program can do its work. */
  readonly readyUrl: string;
}

/** How a program ended. */
export interface ProgramExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A started program. */
export interface ChildProgram {
  readonly spec: ProgramSpec;
  readonly pid: number;
  /** Settles when the program ends, for whatever reason. Never rejects. */
  readonly exited: Promise<ProgramExit>;
  /** Waits until it is ready. Rejects with `PROGRAM_ENDED` or `PROGRAM_NOT_READY`. */
  ready(): Promise<void>;
  /** A sentence on an end of the program, with the last lines of its log. */
  obituary(exit: ProgramExit): string;
  /** SIGTERM, a while for it to finish, then SIGKILL. */
  stop(): Promise<void>;
  /** SIGKILL at once. */
  kill(): void;
}

/** How long things may take, in milliseconds. */
export interface Patience {
  readonly readyMs: number;
  readonly stopMs: number;
}

const PATIENCE: Patience = { readyMs: 60_000, stopMs: 8000 };
const POLL_MS = 100;
const SHOWN_LINES = 12;
const EXIT_WITH_PARENT = fileURLToPath(new URL('exit-with-parent.mjs', import.meta.url));

/** Starts a program with its output in `<logFolder>/<name>.log`. Throws `PROGRAM_ENDED` when there is no starting it. */
export function startProgram(
  spec: ProgramSpec,
  logFolder: string,
  patience: Patience = PATIENCE,
): ChildProgram {
  const log = openLogFile(logFolder, spec.name);
  const child = spawnIn(spec, log.descriptor);
  closeSync(log.descriptor);
  const exited = exitOf(child);
  if (child.pid === undefined) throw new CliError('PROGRAM_ENDED', `${spec.label} could not be started.`);
  let over = false;
  void exited.then(() => (over = true));
  const obituary = (exit: ProgramExit) => `${spec.label} ${describeExit(exit)}; ${lastWords(log.path)}`;
  return {
    spec,
    pid: child.pid,
    exited,
    obituary,
    ready: async () => {
      const end = await Promise.race([exited, untilReady(spec.readyUrl, patience.readyMs, () => over)]);
      if (end === 'ready') return;
      if (end !== 'late') throw new CliError('PROGRAM_ENDED', obituary(end));
      const waited = `${spec.label} is not ready after ${patience.readyMs / 1000} s (${spec.readyUrl})`;
      throw new CliError('PROGRAM_NOT_READY', `${waited}; ${lastWords(log.path)}`);
    },
    stop: () => stopChild(child, exited, patience.stopMs),
    kill: () => void child.kill('SIGKILL'),
  };
}

function spawnIn(spec: ProgramSpec, output: number): ChildProcess {
  const loader = spec.script.endsWith('.ts') ? ['--import', 'tsx'] : [];
  const flags = [...(spec.flags ?? []), ...loader, '--import', EXIT_WITH_PARENT];
  return spawn(process.execPath, [...flags, spec.script], {
    cwd: PACKAGE_ROOT,
    env: spec.env,
    // A process group of its own: the terminal's Ctrl-C goes to the starter alone, which decides the order of stopping.
    detached: true,
    stdio: ['ignore', output, output, 'ipc'],
  });
}

function exitOf(child: ChildProcess): Promise<ProgramExit> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
}

function lastWords(file: string): string {
  const lines = lastLines(file, SHOWN_LINES).map((line) => `  | ${line}`);
  return lines.length > 0 ? `its last lines in ${file}:\n${lines.join('\n')}` : 'it wrote nothing.';
}

function describeExit({ code, signal }: ProgramExit): string {
  return signal === null ? `ended with status ${code ?? 'unknown'}` : `was ended by ${signal}`;
}

async function untilReady(url: string, withinMs: number, over: () => boolean): Promise<'ready' | 'late'> {
  const deadline = performance.now() + withinMs;
  while (!over() && performance.now() < deadline) {
    if (await answers(url)) return 'ready';
    await wait(POLL_MS);
  }
  return 'late';
}

async function answers(url: string): Promise<boolean> {
  try {
    const reply = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await reply.arrayBuffer();
    return reply.status === 200;
  } catch {
    return false;
  }
}

async function stopChild(child: ChildProcess, exited: Promise<ProgramExit>, withinMs: number): Promise<void> {
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), withinMs);
  await exited;
  clearTimeout(force);
}
