import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Order, Reader, Seen } from './reader-orders.ts';

/** Readers in processes of their own, told all at once. */
export interface Readers {
  open(port: number, readers: readonly Reader[]): Promise<void>;
  cut(): Promise<void>;
  again(): Promise<void>;
  /** Waits until messages of those bodies were given so often in all; gives when the last was. */
  until(bodies: readonly string[], count: number, withinMs: number): Promise<Seen>;
  stop(): void;
}

const PROGRAM = path.join(path.dirname(fileURLToPath(import.meta.url)), 'readers.ts');
const LOOK_MS = 50;

/** Starts so many processes. */
export function startReaders(processes: number): Readers {
  const children = Array.from({ length: processes }, () =>
    fork(PROGRAM, { execArgv: ['--import', import.meta.resolve('tsx')] }),
  );
  const tell = async (orderFor: (child: number) => Order) =>
    Promise.all(
      children.map(async (child, number) => {
        const answer = once(child, 'message') as Promise<[Seen | null]>;
        child.send(orderFor(number));
        return (await answer)[0];
      }),
    );
  const seen = async (bodies: readonly string[]): Promise<Seen> => {
    const all = await tell(() => ({ kind: 'seen', bodies }));
    const sum = (of: 'count' | 'failures') => all.reduce((total, one) => total + (one?.[of] ?? 0), 0);
    return {
      count: sum('count'),
      failures: sum('failures'),
      lastAt: Math.max(...all.map((one) => one?.lastAt ?? 0)),
    };
  };
  return {
    async open(port, readers) {
      const share = Math.ceil(readers.length / processes);
      await tell((at) => ({ kind: 'open', port, readers: readers.slice(at * share, (at + 1) * share) }));
    },
    async cut() {
      await tell(() => ({ kind: 'cut' }));
    },
    async again() {
      await tell(() => ({ kind: 'again' }));
    },
    async until(bodies, count, withinMs) {
      for (
        const late = Date.now() + withinMs;
        ;
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
      ) {
        const found = await seen(bodies);
        if (found.count >= count || Date.now() > late) return found;
      }
    },
    stop: () => children.forEach((child) => child.kill()),
  };
}
