import { Worker } from 'node:worker_threads';
import type { CheckReport, SchemaChange, ServedNetwork } from '#schema/checks/schema-check.ts';

/** One check of one change. */
export interface CheckTask {
  readonly change: SchemaChange;
  readonly network: ServedNetwork;
  readonly acceptExposure: readonly string[];
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

/** Checks schemas, one at a time, so that what companies send takes one thread and no more. */
export interface SchemaChecker {
  /**
   * The report; null when so many wait already that this one would wait too long, or one of the same owner does.
   *
   * @throws Error when the check could not be done: it took too long, or too much memory
   */
  check(task: CheckTask): Promise<CheckReport> | null;
  close(): Promise<void>;
}

/** How many checks may wait, how long one may take, and how much memory. */
export interface CheckerLimits {
  readonly waiting: number;
  readonly timeoutMs: number;
  readonly memoryMb: number;
}

export const CHECKER_LIMITS: CheckerLimits = { waiting: 8, timeoutMs: 30_000, memoryMb: 768 };

/** Makes a checker. Its thread is started with the first check, kept, and made anew after one that failed. */
export function createSchemaChecker(limits: CheckerLimits = CHECKER_LIMITS): SchemaChecker {
  let last: Promise<unknown> = Promise.resolve();
  const underWay = new Set<string>();
  let worker: Worker | null = null;

  async function run(task: CheckTask): Promise<CheckReport> {
    worker ??= startWorker(limits);
    try {
      return await answerOf(worker, task, limits.timeoutMs);
    } catch (error) {
      void worker.terminate();
      worker = null;
      throw error;
    }
  }

  return {
    check(task) {
      const owner = task.change.owner === 'company' ? task.change.company : '';
      if (underWay.has(owner) || underWay.size > limits.waiting) return null;
      underWay.add(owner);
      const report = last.then(() => run(task)).finally(() => underWay.delete(owner));
      last = report.catch(() => undefined);
      return report;
    },
    close: async () => {
      await worker?.terminate();
      worker = null;
    },
  };
}

function startWorker({ memoryMb }: CheckerLimits): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: memoryMb };
  const worker = new Worker(new URL('./check-worker.mjs', import.meta.url), { resourceLimits });
  worker.unref();
  return worker;
}

interface Answer {
  readonly report?: CheckReport;
  readonly failed?: string;
}

async function answerOf(worker: Worker, task: CheckTask, timeoutMs: number): Promise<CheckReport> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<CheckReport>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error('a check of a schema took too long')), timeoutMs);
      worker.once('message', ({ report, failed }: Answer) =>
        report === undefined ? reject(new Error(failed)) : resolve(report),
      );
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('a check of a schema ended before its time')));
      worker.postMessage(task);
    });
  } finally {
    clearTimeout(timer);
    worker.removeAllListeners('message').removeAllListeners('error').removeAllListeners('exit');
    // What a thread that is being ended still has to say is nobody's error.
    worker.on('error', () => undefined);
  }
}
