import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The planners that there are. */
export type PlannerName = 'hive' | 'apollo';

/** How planning one document failed; `died` where the process itself is gone. */
export class PlanningFailed extends Error {
  readonly died: boolean;

  constructor(detail: string, died: boolean) {
    super(detail);
    this.died = died;
  }
}

/** What is to be planned: the supergraph by a key of its own, its text for a process that has not seen it. */
export interface PlanTask {
  readonly key: string;
  readonly supergraphSdl: string;
  readonly document: string;
}

/** One planner in a process of its own. */
export interface PlannerProcess {
  /**
   * Plans one document after the other, in the order of the calls; gives the plan as JSON.
   *
   * @throws PlanningFailed
   */
  plan(task: PlanTask): Promise<string>;
  /** Starts the process ahead of its first task; tells whether the planner is there for this platform. */
  start(): Promise<boolean>;
  /** The process, while there is one. */
  pid(): number | null;
  close(): void;
}

interface Reply {
  readonly id?: number;
  readonly plan?: string;
  readonly unknown?: boolean;
  readonly failure?: string;
  /** In a process's first word: whether it can plan at all. */
  readonly able?: boolean;
}

const WORKER = fileURLToPath(new URL('./planner-worker.mjs', import.meta.url));

/**
 * A planner whose process starts with its first task, and again after it has died. Native code that panics takes its
 * process along, and a plan may take for ever: neither may stop a gateway that other tenants use.
 */
export function createPlannerProcess(planner: PlannerName, timeoutMs: number): PlannerProcess {
  let child: ChildProcess | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let id = 0;

  const running = (): ChildProcess => {
    if (child?.connected) return child;
    // It needs no setting and gets no secret.
    const fresh = fork(WORKER, [planner], {
      env: {},
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    fresh.on('error', () => undefined);
    // Neither it nor its channel keeps this process alive while nothing is asked of it.
    fresh.unref();
    fresh.channel?.unref();
    child = fresh;
    return fresh;
  };

  const run = async ({ key, supergraphSdl, document }: PlanTask): Promise<string> => {
    const worker = running();
    const task = { planner, key, document };
    const known = await exchange(worker, { ...task, id: (id += 1) }, timeoutMs);
    const reply = known.unknown
      ? await exchange(worker, { ...task, id: (id += 1), sdl: supergraphSdl }, timeoutMs)
      : known;
    if (reply.plan === undefined) throw new PlanningFailed(reply.failure ?? 'no plan', false);
    return reply.plan;
  };

  return {
    plan: (task) => {
      const next = last.then(() => run(task));
      last = next.catch(() => undefined);
      return next;
    },
    start: () =>
      new Promise((resolve) => {
        running()
          .once('message', ({ able = true }: Reply) => resolve(able))
          .once('exit', () => resolve(true));
      }),
    pid: () => child?.pid ?? null,
    close: () => void child?.kill('SIGKILL'),
  };
}

interface Request extends Omit<PlanTask, 'supergraphSdl'> {
  readonly id: number;
  readonly planner: PlannerName;
  readonly sdl?: string;
}

function exchange(worker: ChildProcess, task: Request, timeoutMs: number): Promise<Reply> {
  return new Promise<Reply>((resolve, reject) => {
    const timer = setTimeout(() => {
      worker.kill('SIGKILL');
      settle(() => reject(new PlanningFailed('it took too long', true)));
    }, timeoutMs);
    const onMessage = (reply: Reply) => {
      if (reply.id === task.id) settle(() => resolve(reply));
    };
    const onExit = () => settle(() => reject(new PlanningFailed('its process died', true)));
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('exit', onExit);
      worker.channel?.unref();
      finish();
    };
    worker.on('message', onMessage).on('exit', onExit);
    worker.channel?.ref();
    worker.send(task, (error) => error && onExit());
  });
}
