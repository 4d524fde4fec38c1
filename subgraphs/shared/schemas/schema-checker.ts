import { Worker } from 'node:worker_threads';
import type { CheckReport, SchemaChange, ServedNetwork } from '#schema/checks/schema-check.ts';
import type { DocumentReading } from '../documents/document-rules.ts';

/** One check of one change. */
export interface CheckTask {
  readonly change: SchemaChange;
  readonly network: ServedNetwork;
  readonly acceptExposure: readonly string[];
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

/** Documents that a company wants registered, read against the schema that its callers see. */
export interface ReadingTask {
  readonly company: string;
  readonly sharedSdl: string;
  readonly companySdl: string;
  readonly documents: readonly string[];
}

/** What the thread is sent. */
export type ThreadTask =
  | { readonly kind: 'check'; readonly task: CheckTask }
  | { readonly kind: 'documents'; readonly task: ReadingTask };

/**
 * Checks what companies send, one at a time on a thread of its own: however large it is, it takes one core from the
 * program's other work and no more, and never the thread that answers requests.
 */
export interface SchemaChecker {
  /** Whether something of this company would be taken just now. */
  takes(company: string): boolean;
  /**
   * The report; null when so many wait already that this one would wait too long, or one of the same owner does.
   *
   * @throws Error when the check could not be done: it took too long, or too much memory
   */
  check(task: CheckTask): Promise<CheckReport> | null;
  /** What each document comes to, in their order; null and errors as those of a check. */
  readDocuments(task: ReadingTask): Promise<readonly DocumentReading[]> | null;
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

  async function run<Result>(task: ThreadTask): Promise<Result> {
    worker ??= startWorker(limits);
    try {
      return await answerOf<Result>(worker, task, limits.timeoutMs);
    } catch (error) {
      void worker.terminate();
      worker = null;
      throw error;
    }
  }

  const takes = (owner: string) => !underWay.has(owner) && underWay.size <= limits.waiting;

  /** In its turn, unless its owner has something under way. */
  function queue<Result>(owner: string, task: ThreadTask): Promise<Result> | null {
    if (!takes(owner)) return null;
    underWay.add(owner);
    const result = last.then(() => run<Result>(task)).finally(() => underWay.delete(owner));
    last = result.catch(() => undefined);
    return result;
  }

  return {
    takes,
    check: (task) =>
      queue(task.change.owner === 'company' ? task.change.company : '', { kind: 'check', task }),
    readDocuments: (task) => queue(task.company, { kind: 'documents', task }),
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

interface Answer<Result> {
  readonly result?: Result;
  readonly failed?: string;
}

async function answerOf<Result>(worker: Worker, task: ThreadTask, timeoutMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Result>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error('a check of a schema took too long')), timeoutMs);
      worker.once('message', ({ result, failed }: Answer<Result>) =>
        result === undefined ? reject(new Error(failed)) : resolve(result),
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
