import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-error.ts';
import { isRunning } from './pid-file.ts';
import type { RunAs } from './run-identity.ts';

/** A running server, started by us or found running. */
export interface ServerProcess {
  readonly pid: number;
  readonly exited: Promise<ServerExit>;
  /** What it printed last; empty for a server found running, which prints to nobody. */
  lines(): readonly string[];
}

export interface ServerExit {
  /** Null when a signal ended it, or when it was not our child. */
  readonly code: number | null;
  readonly lastLogLines: readonly string[];
}

/** A server that we started, whose output we see. */
export interface OwnServerProcess extends ServerProcess {
  /** Resolves when it listens on its port. Stays open when it ends before that. */
  readonly listening: Promise<void>;
}

const KEPT_LINES = 50;
/** Of a replica: read-only connections. */
const LISTENING = 'database system is ready to accept';

/**
 * Settings of a small server that keeps every promise of durability (fsync, full_page_writes and synchronous_commit
 * stay on). No Unix socket: its path is limited to 107 bytes, and a folder name may be longer.
 */
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=200',
  'shared_buffers=64MB',
  'max_wal_size=256MB',
  'io_method=sync',
  'jit=off',
  'TimeZone=UTC',
  'log_timezone=UTC',
  'cluster_name=agent-network',
];

/** Starts the server as a process group of its own, so that Ctrl-C in a terminal reaches its parent alone. */
export function spawnServer(
  postgres: string,
  { dataDir, prefix, user }: RunAs,
  more: readonly string[],
  log: (line: string) => void,
): OwnServerProcess {
  const settings = [...SETTINGS, ...more].flatMap((setting) => ['-c', setting]);
  const [program = postgres, ...args] = [...prefix, postgres, '-D', dataDir, ...settings];
  const child = spawn(program, args, {
    ...user,
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const listening = new Promise<void>((resolve) => {
    onLine(child, (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      if (line.includes(LISTENING)) resolve();
      log(line);
    });
  });
  return { pid: child.pid ?? 0, exited: exitOf(child, lines), listening, lines: () => lines };
}

function onLine(
  child: ChildProcessByStdio<null, Readable, Readable>,
  listener: (line: string) => void,
): void {
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', listener);
}

function exitOf(child: ChildProcess, lines: string[]): Promise<ServerExit> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      lines.push(error.message);
      resolve({ code: 127, lastLogLines: lines });
    });
    child.on('close', (code) => resolve({ code, lastLogLines: lines }));
  });
}

/** A server that another process started: there is no event for its end, so it is looked at. */
export function watchServer(pid: number): ServerProcess {
  const watch = async (): Promise<ServerExit> => {
    while (await isRunning(pid)) await sleep(100, undefined, { ref: false });
    return { code: null, lastLogLines: [] };
  };
  return { pid, exited: watch(), lines: () => [] };
}

/** How long each way of stopping gets, in milliseconds. */
export interface StopPatience {
  readonly fast: number;
  readonly immediate: number;
}

/**
 * Stops the server: first "fast" (ends sessions, writes everything out), then "immediate" (recovers at the next start;
 * nothing that was committed is lost). Rejects with `STOP_FAILED`.
 */
export async function stopServer(server: ServerProcess, patience: StopPatience): Promise<void> {
  if (await endsAfter(server, 'SIGINT', patience.fast)) return;
  if (await endsAfter(server, 'SIGQUIT', patience.immediate)) return;
  const message = `PostgreSQL (process ${server.pid}) does not stop. End it yourself before the next start.`;
  throw new EmbeddedPostgresError('STOP_FAILED', message, server.lines());
}

async function endsAfter(server: ServerProcess, signal: NodeJS.Signals, patience: number): Promise<boolean> {
  try {
    process.kill(server.pid, signal);
  } catch {
    return true;
  }
  const bound = new AbortController();
  const timeout = sleep(patience, false, { signal: bound.signal }).catch(() => false);
  const ended = await Promise.race([server.exited.then(() => true), timeout]);
  bound.abort();
  return ended;
}
