import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { asSuperuser, type ServerAddress } from './admin-connection.ts';
import { EmbeddedPostgresError } from './embedded-error.ts';
import { errorCode } from './error-code.ts';
import { failureReason, isPassing } from './failure-reason.ts';
import { disarmPidFile, isRunning, isServerOf, readPidFile } from './pid-file.ts';
import type { RunAs } from './run-identity.ts';
import {
  spawnServer,
  stopServer,
  watchServer,
  type OwnServerProcess,
  type ServerExit,
  type ServerProcess,
} from './server-process.ts';

export interface ServerRequest {
  readonly postgres: string;
  readonly as: RunAs;
  /** 0 for any free port. */
  readonly port: number;
  readonly settings: readonly string[];
  readonly password: string;
  readonly log: (line: string) => void;
}

export interface ObtainedServer {
  readonly server: ServerProcess;
  readonly port: number;
  readonly adopted: boolean;
}

/** Recovery after a crash is part of a start, and reads back up to `max_wal_size`. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 50;

/**
 * Adopts the server that runs on the data folder, or starts one. Tries again while the obstacle is one that passes:
 * a server that is just stopping, another start at the same time, the last processes of a killed server.
 */
export async function obtainServer(request: ServerRequest): Promise<ObtainedServer> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const obtained = (await adopt(request, deadline)) ?? (await start(request, deadline));
    if (obtained !== undefined) return obtained;
    await sleep(PAUSE_MS);
  }
  throw timedOut(request.as.dataDir);
}

/** Undefined when no server runs on the folder, or it ended before it answered. */
async function adopt(
  { as, password, log }: ServerRequest,
  deadline: number,
): Promise<ObtainedServer | undefined> {
  const found = await readPidFile(as.dataDir);
  if (found === undefined || !(await isRunning(found.pid))) return undefined;
  if (!(await isServerOf(as.dataDir, found.pid))) {
    log(`postmaster.pid names process ${found.pid}, which is another program now.`);
    await disarmPidFile(as.dataDir);
    return undefined;
  }
  const server = watchServer(found.pid);
  while (await isRunning(found.pid)) {
    if (await answers({ port: found.port, password })) {
      log(`PostgreSQL was running already (process ${found.pid}, port ${found.port}).`);
      return { server, port: found.port, adopted: true };
    }
    if (Date.now() > deadline) throw timedOut(as.dataDir);
    await sleep(PAUSE_MS);
  }
  return undefined;
}

/** Undefined when it did not start for a reason that passes. */
async function start(request: ServerRequest, deadline: number): Promise<ObtainedServer | undefined> {
  const { postgres, as, password, log, settings } = request;
  const port = request.port === 0 ? await freePort() : request.port;
  const server = spawnServer(postgres, as, [...settings, `port=${String(port)}`], log);
  const outcome = await Promise.race([
    server.listening.then(() => 'listening' as const),
    server.exited,
    sleep(deadline - Date.now(), 'late' as const, { ref: false }),
  ]);
  if (outcome === 'late') return abandon(server, timedOut(as.dataDir));
  if (outcome !== 'listening') {
    throwUnlessPassing(request, port, outcome);
    return undefined;
  }
  try {
    // Already now, and not at the first query, it turns out whether the secret is the right one.
    await answers({ port, password });
  } catch (error) {
    return abandon(server, error);
  }
  return { server, port, adopted: false };
}

function throwUnlessPassing(request: ServerRequest, port: number, { code, lastLogLines }: ServerExit): void {
  if (isPassing(lastLogLines)) return;
  const reason = failureReason({ code, lines: lastLogLines, dataDir: request.as.dataDir, port });
  // A port that was free a moment ago: the next one will do as well.
  if (reason.code !== 'PORT_TAKEN' || request.port !== 0) throw reason;
}

async function abandon(server: OwnServerProcess, reason: unknown): Promise<never> {
  await stopServer(server, { fast: 5_000, immediate: 5_000 });
  throw reason;
}

/** Whether the server answers to our password. Rejects with `SECRET_REFUSED` when it wants another one. */
async function answers(address: ServerAddress): Promise<boolean> {
  try {
    await asSuperuser(address, (client) => client.query('SELECT 1'));
    return true;
  } catch (error) {
    if (errorCode(error) !== '28P01') return false;
    const message = `The PostgreSQL server on port ${address.port} refuses the password made from the secret file beside its data folder. Restore that file.`;
    throw new EmbeddedPostgresError('SECRET_REFUSED', message);
  }
}

function timedOut(dataDir: string): EmbeddedPostgresError {
  const message = `PostgreSQL on ${dataDir} did not answer within ${PATIENCE_MS / 1000} seconds. Try again, or look at its log lines.`;
  return new EmbeddedPostgresError('START_TIMEOUT', message);
}

/** A port that nothing listens on at this moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
