import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync, renameSync } from 'node:fs';
import path from 'node:path';

const TAIL_BYTES = 64 * 1024;

/** Where a program's output goes. */
export interface LogFile {
  readonly path: string;
  /** Open for writing; whoever opened the file closes it. */
  readonly descriptor: number;
}

/**
 * Opens a new log for a program; that of the run before stays beside it as `<name>.previous.log`. Programs write to
 * the file itself, not through a pipe, so that nothing is lost when their starter dies.
 */
export function openLogFile(folder: string, name: string): LogFile {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.log`);
  if (existsSync(file)) renameSync(file, path.join(folder, `${name}.previous.log`));
  return { path: file, descriptor: openSync(file, 'a', 0o600) };
}

/** The last lines of a log, oldest first; of very long ones only what lies in the last 64 KiB. */
export function lastLines(file: string, count: number): string[] {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
    const read = readSync(descriptor, tail, 0, tail.length, size - tail.length);
    const lines = tail.toString('utf8', 0, read).split('\n');
    return lines.filter((line) => line.trim() !== '').slice(-count);
  } finally {
    closeSync(descriptor);
  }
}
