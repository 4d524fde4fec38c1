import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from './error-code.ts';
import { runToEnd } from './run-to-end.ts';

/** What a running server writes into its data folder. */
export interface PidFile {
  readonly pid: number;
  /** The TCP port; 0 until the server listens. */
  readonly port: number;
}

const pidFileOf = (dataDir: string): string => path.join(dataDir, 'postmaster.pid');

/** Reads `postmaster.pid` (line 1: process id, line 4: port). Undefined when there is none, or it is not whole. */
export async function readPidFile(dataDir: string): Promise<PidFile | undefined> {
  const text = await readFile(pidFileOf(dataDir), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0 ? { pid, port: Number(lines[3] ?? 0) } : undefined;
}

/** Whether a process is a PostgreSQL server on this data folder, and not another program that got its number. */
export async function isServerOf(dataDir: string, pid: number): Promise<boolean> {
  const command = await commandLine(pid);
  return command.includes('postgres') && command.includes(dataDir);
}

/** Whether a process runs. One that has ended, but whose parent has not taken notice yet, does not. */
export async function isRunning(pid: number): Promise<boolean> {
  return answersSignals(pid) && (await commandLine(pid)) !== '';
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process answers "not permitted".
    return errorCode(error) === 'EPERM';
  }
}

/** The command line of a process; empty when there is none, or it has ended. */
async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return (await runToEnd(['ps', '-o', 'command=', '-p', String(pid)])).output;
}

/**
 * Lets a server start although the number in its old pid file now belongs to some other program.
 *
 * The file is not removed: it also names the old server's shared memory, by which PostgreSQL notices processes of that
 * server that are still writing. Instead our own number is put in. PostgreSQL knows that its parent is not a server.
 */
export async function disarmPidFile(dataDir: string): Promise<void> {
  const file = pidFileOf(dataDir);
  const [, ...rest] = (await readFile(file, 'utf8')).split('\n');
  await writeFile(file, [process.pid, ...rest].join('\n'));
}
