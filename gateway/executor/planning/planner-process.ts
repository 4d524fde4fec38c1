import { fileURLToPath } from 'node:url';
import { createTaskProcess, TaskFailed } from '../../processes/task-process.ts';

/** The planners that there are. */
export type PlannerName = 'hive' | 'apollo';

/** What is to be planned: the supergraph by a key of its own, its text for a process that has not seen it. */
export interface PlanTask {
  readonly key: string;
  readonly supergraphSdl: string;
  readonly document: string;
}

/** One planner in a process of its own. */
export interface PlannerProcess {
  /**
   * Plans one document after the other, by turns of those on whose behalf they are; gives the plan as JSON.
   *
   * @throws TaskFailed
   */
  plan(task: PlanTask, owner?: string): Promise<string>;
  /** Starts the process ahead of its first task; tells whether the planner is there for this platform. */
  start(): Promise<boolean>;
  /** The process, while there is one. */
  pid(): number | null;
  close(): void;
}

interface Request extends Omit<PlanTask, 'supergraphSdl'> {
  readonly planner: PlannerName;
  readonly sdl?: string;
}

/** `unknown`: the supergraph of that key has to be told. */
type Result = { readonly plan: string } | { readonly unknown: true };

const script = fileURLToPath(new URL('./planner-worker.mjs', import.meta.url));

/** Documents are planned once, so that a planner is busy for a while and then not at all. */
const IDLE_MS = 15_000;

/**
 * A planner whose process starts with its first task, and again after it has died. Native code that panics takes its
 * process along, and a plan may take for ever: neither may stop a gateway that other tenants use.
 */
export function createPlannerProcess(
  planner: PlannerName,
  timeoutMs: number,
  idleMs = IDLE_MS,
): PlannerProcess {
  const process = createTaskProcess<Request, Result>({ script, args: [planner], timeoutMs, idleMs });

  return {
    plan: async ({ key, supergraphSdl, document }, owner) => {
      const task = { planner, key, document };
      const known = await process.run(task, owner);
      const told = 'unknown' in known ? await process.run({ ...task, sdl: supergraphSdl }, owner) : known;
      if ('unknown' in told) throw new TaskFailed('no plan', false);
      return told.plan;
    },
    start: async () => (await process.start()) !== 'unable',
    pid: () => process.pid(),
    close: () => process.close(),
  };
}
