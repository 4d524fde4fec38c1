import { fork, type ChildProcess } from 'node:child_process';
import { createTurns } from './turns.ts';

/** How one task failed; `died` where the process itself is gone: it ended, or was ended for being too slow. */
export class TaskFailed extends Error {
  readonly died: boolean;

  constructor(detail: string, died: boolean) {
    super(detail);
    this.name = 'TaskFailed';
    this.died = died;
  }
}

/** Tasks in a process of their own: what they cost, or break, is not the gateway's. */
export interface TaskProcess<Task extends object, Result> {
  /**
   * Does one task after the other, by turns of those on whose behalf they are: see `turns.ts`.
   *
   * @throws TaskFailed
   */
  run(task: Task, owner?: string): Promise<Result>;
  /** Starts the process ahead of its first task. Gives its first word; null where it ended without one. */
  start(): Promise<unknown>;
  /** The process, while there is one. */
  pid(): number | null;
  /** Ends the process; the next task starts another. */
  close(): void;
}

/** What runs, and for how long. */
export interface TaskProcessOptions {
  /** An `.mjs` file. It sends a first word when it can work, reads `{ id, … }` and answers `{ id, result }` or `{ id, failure }`. */
  readonly script: string;
  readonly args?: readonly string[];
  /** How much its heap may come to, in MiB; left out: Node's own limit. */
  readonly heapMib?: number;
  /** How long one task may take. */
  readonly timeoutMs: number;
  /** After how long without a task the process ends, for its memory. */
  readonly idleMs: number;
}

/** A process that starts with its first task, ends when it is idle, and starts again when there is more, also after it has died. */
export function createTaskProcess<Task extends object, Result>(
  options: TaskProcessOptions,
): TaskProcess<Task, Result> {
  let child: ChildProcess | null = null;
  let first: Promise<unknown> = Promise.resolve(null);
  const turns = createTurns();
  let id = 0;
  let open = 0;
  let idle: NodeJS.Timeout | undefined;

  const running = (): ChildProcess => {
    if (child?.connected) return child;
    child = startChild(options);
    first = firstWord(child);
    return child;
  };
  const close = () => {
    clearTimeout(idle);
    child?.kill('SIGKILL');
    child = null;
  };
  const rest = () => {
    clearTimeout(idle);
    if (open === 0) idle = setTimeout(close, options.idleMs).unref();
  };

  return {
    run: async (task, owner = '') => {
      open += 1;
      clearTimeout(idle);
      try {
        return await turns.take(owner, () =>
          exchange<Result>(running(), { ...task, id: (id += 1) }, options.timeoutMs),
        );
      } finally {
        open -= 1;
        rest();
      }
    },
    start: () => {
      rest();
      running();
      return first;
    },
    pid: () => (child?.connected ? (child.pid ?? null) : null),
    close,
  };
}

function startChild({ script, args = [], heapMib }: TaskProcessOptions): ChildProcess {
  const child = fork(script, args, {
    // It needs no setting and gets no secret.
    env: {},
    execArgv: heapMib === undefined ? [] : [`--max-old-space-size=${heapMib}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child.on('error', () => undefined);
  // Neither it nor its channel keeps this process alive while nothing is asked of it.
  child.unref();
  child.channel?.unref();
  return child;
}

function firstWord(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => {
    child.once('message', resolve).once('exit', () => resolve(null));
  });
}

interface Reply {
  readonly id?: number;
  readonly result?: unknown;
  readonly failure?: string;
}

function exchange<Result>(
  child: ChildProcess,
  task: { readonly id: number },
  timeoutMs: number,
): Promise<Result> {
  return new Promise<Result>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      settle(() => reject(new TaskFailed('it took too long', true)));
    }, timeoutMs);
    const onMessage = (reply: Reply) => {
      if (reply.id !== task.id) return;
      const { result, failure } = reply;
      settle(() =>
        failure === undefined ? resolve(result as Result) : reject(new TaskFailed(failure, false)),
      );
    };
    const onExit = () => settle(() => reject(new TaskFailed('its process died', true)));
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      child.off('message', onMessage).off('exit', onExit);
      child.channel?.unref();
      finish();
    };
    child.on('message', onMessage).on('exit', onExit);
    child.channel?.ref();
    child.send(task, (error) => error && onExit());
  });
}
