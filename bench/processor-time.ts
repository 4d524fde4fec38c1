import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second, whatever the kernel's own tick. */
const TICK_MS = 10;

/**
 * The processor time that a PostgreSQL server and its connections have used so far, in ms: of those that are open, and
 * in the server's own account of those that have ended. NaN where there is no /proc.
 */
export function serverTime(serverPid: number): number {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(statOf)
      .filter((stat) => stat?.pid === serverPid || stat?.parent === serverPid)
      .reduce((sum, stat) => sum + (stat?.pid === serverPid ? stat.ended : 0) + (stat?.ms ?? 0), 0);
  } catch {
    return Number.NaN;
  }
}

interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  readonly ms: number;
  /** Of its children that have ended. */
  readonly ended: number;
}

function statOf(pid: string): ProcessStat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold anything; after it come state, parent and so on (proc(5)).
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const timeAt = (index: number) => (Number(fields[index]) + Number(fields[index + 1])) * TICK_MS;
    return { pid: Number(pid), parent: Number(fields[1]), ms: timeAt(11), ended: timeAt(13) };
  } catch {
    // It has ended meanwhile.
    return null;
  }
}

/** The processor time of this process so far, in ms. */
export function ownTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
