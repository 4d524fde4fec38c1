import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { sha256 } from '#schema/wire/hash.ts';
import type { Composed, ComposeApi } from '#schema/checks/schema-check.ts';

/** Composes side by side. Close it when done: its threads keep a program alive. */
export interface ComposePool {
  readonly compose: ComposeApi;
  close(): Promise<void>;
}

interface Task {
  readonly pair: readonly [string, string];
  readonly done: (composed: Composed) => void;
  readonly failed: (error: unknown) => void;
}

/** A pool of so many threads, started as they are needed. What was composed once, by the hashes of its texts, is not composed again. */
export function createComposePool(threads = availableParallelism()): ComposePool {
  const known = new Map<string, Promise<Composed>>();
  const waiting: Task[] = [];
  const workers: Worker[] = [];
  const idle: Worker[] = [];

  function next(worker: Worker): void {
    const task = waiting.shift();
    if (!task) {
      idle.push(worker);
      return;
    }
    const settle = (work: () => void) => {
      worker.removeAllListeners('message').removeAllListeners('error');
      work();
    };
    worker.once('message', ({ composed }: { composed: Composed }) =>
      settle(() => {
        task.done(composed);
        next(worker);
      }),
    );
    worker.once('error', (error) => settle(() => task.failed(error)));
    worker.postMessage({ pair: task.pair });
  }

  function start(): void {
    const free = idle.pop();
    if (free) {
      next(free);
      return;
    }
    if (workers.length >= threads) return;
    const worker = new Worker(new URL('./compose-worker.mjs', import.meta.url));
    workers.push(worker);
    next(worker);
  }

  const compose: ComposeApi = (...pair) => {
    const key = pair.map(sha256).join(' ');
    const found =
      known.get(key) ??
      new Promise<Composed>((done, failed) => {
        waiting.push({ pair, done, failed });
        start();
      });
    known.set(key, found);
    return found;
  };
  return {
    compose,
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
