import { fileURLToPath } from 'node:url';
import type { CompanySchema } from '#schema/checks/company-schema.ts';
import { ViewUnbuilt } from '../../errors.ts';
import type { ViewParts } from '../../planner/view-parts.ts';
import { createTaskProcess, TaskFailed } from '../../processes/task-process.ts';

/** One step of building a view. */
export type BuildTask =
  | { readonly step: 'check'; readonly schema: CompanySchema }
  | { readonly step: 'compose'; readonly sharedSdl: string; readonly companySdl: string }
  | { readonly step: 'read'; readonly supergraphSdl: string };

/**
 * Builds views in a process of its own: composing takes long enough to be felt by everybody else's requests.
 * Where several companies wait for theirs, they take turns. Each step throws TaskFailed with what is wrong with the schema, ViewUnbuilt where the process was lost over it.
 */
export interface ViewBuilder {
  /** Holds a company's SDL against every rule of ownership. */
  check(schema: CompanySchema): Promise<void>;
  /** Composes one tenant's view; gives the supergraph's SDL. */
  compose(sharedSdl: string, companySdl: string, owner?: string): Promise<string>;
  /** Reads a supergraph's SDL. */
  read(supergraphSdl: string, owner?: string): Promise<ViewParts>;
  /** Starts the process ahead of its first task: it needs a while. */
  start(): Promise<unknown>;
  /** The process, while there is one. */
  pid(): number | null;
  /** Ends the process; the next step starts another. */
  close(): void;
}

/** How long a step may take, and how long the process stays for a next one, in milliseconds. */
export interface BuilderTimes {
  readonly timeoutMs: number;
  readonly idleMs: number;
}

const TIMES: BuilderTimes = { timeoutMs: 30_000, idleMs: 60_000 };
/** Enough for the largest SDL that may be published, several times over. */
const HEAP_MIB = 768;

const SCRIPT = fileURLToPath(new URL('./view-worker.mjs', import.meta.url));

/** Makes a builder. Its process starts with the first step, ends when idle, and is made anew after it has died. */
export function createViewBuilder({ timeoutMs, idleMs }: BuilderTimes = TIMES, script = SCRIPT): ViewBuilder {
  const process = createTaskProcess<BuildTask, unknown>({ script, heapMib: HEAP_MIB, timeoutMs, idleMs });

  /** Once more where the process was lost: it may have been somebody else's doing. */
  const run = async (task: BuildTask, owner: string | undefined): Promise<unknown> => {
    try {
      return await process.run(task, owner).catch((error: unknown) => {
        if (!isLost(error)) throw error;
        return process.run(task, owner);
      });
    } catch (error) {
      throw isLost(error) ? new ViewUnbuilt(`a view could not be built: ${error.message}`) : error;
    }
  };

  return {
    check: async (schema) => {
      await run({ step: 'check', schema }, schema.company);
    },
    compose: async (sharedSdl, companySdl, owner) =>
      String(await run({ step: 'compose', sharedSdl, companySdl }, owner)),
    read: async (supergraphSdl, owner) => (await run({ step: 'read', supergraphSdl }, owner)) as ViewParts,
    start: () => process.start(),
    pid: () => process.pid(),
    close: () => process.close(),
  };
}

function isLost(error: unknown): error is TaskFailed {
  return error instanceof TaskFailed && error.died;
}
