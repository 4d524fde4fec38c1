import { readdirSync, readFileSync } from 'node:fs';

const TICK_MS = 10;
const PAGE_KIB = 4;

/** What a process and all that it started have used so far: processor time in ms, and memory now in MiB. */
export interface Usage {
  readonly cpuMs: number;
  readonly rssMib: number;
}

export function usageOf(root: number): Usage {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(readStat);
  const ours = new Set([root]);
  for (let size = 0; size !== ours.size;) {
    size = ours.size;
    for (const { pid, parent } of all) if (ours.has(parent)) ours.add(pid);
  }
  const used = all.filter(({ pid }) => ours.has(pid));
  return {
    cpuMs: used.reduce((sum, { ms }) => sum + ms, 0),
    rssMib: used.reduce((sum, { rssMib }) => sum + rssMib, 0),
  };
}

function readStat(pid: string) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold anything; after it come state, parent and so on (proc(5)).
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [parent = 0] = fields.slice(1);
    // Its own, and of those that it started and that have ended: in user mode and in the kernel.
    const ms = fields.slice(11, 15).reduce((sum, ticks) => sum + ticks, 0) * TICK_MS;
    return [{ pid: Number(pid), parent, ms, rssMib: ((fields[21] ?? 0) * PAGE_KIB) / 1024 }];
  } catch {
    return [];
  }
}
