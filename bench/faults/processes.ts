import { readdirSync, readFileSync } from 'node:fs';

/** The processes that a process has started and that still run. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc').flatMap((name) => {
    const stat = /^\d+$/.test(name) ? readOrNull(`/proc/${name}/stat`) : null;
    // The name of a process, in brackets, may hold anything; its parent is the second field after it.
    const parent = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
    return Number(parent) === pid ? [Number(name)] : [];
  });
}

/** What a process and its children hold, in MiB; memory that several share counts in parts. */
export function memoryOf(pid: number): number {
  const kib = [pid, ...childrenOf(pid)].map((one) => {
    const found = /^Pss:\s+(\d+) kB/m.exec(readOrNull(`/proc/${one}/smaps_rollup`) ?? '');
    return Number(found?.[1] ?? 0);
  });
  return kib.reduce((sum, one) => sum + one, 0) / 1024;
}

/** Ends a process and its children with SIGKILL: the children first, so that none is left that nobody knows of. */
export function killWithChildren(pid: number): void {
  process.kill(pid, 'SIGSTOP');
  for (const one of [...childrenOf(pid), pid]) {
    try {
      process.kill(one, 'SIGKILL');
    } catch {
      // It has ended by itself meanwhile.
    }
  }
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
