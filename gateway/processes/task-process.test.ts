import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createTaskProcess, type TaskProcess, type TaskProcessOptions } from './task-process.ts';

interface Task {
  readonly say: unknown;
  readonly act?: 'die' | 'hang' | 'fail';
}
interface Said {
  readonly said: unknown;
  readonly pid: number;
}

const script = fileURLToPath(new URL('./testing/echo-worker.mjs', import.meta.url));

let made: TaskProcess<Task, Said>[] = [];
afterEach(() => {
  for (const process of made) process.close();
  made = [];
});

function create(options: Partial<TaskProcessOptions> = {}): TaskProcess<Task, Said> {
  const process = createTaskProcess<Task, Said>({ script, timeoutMs: 20_000, idleMs: 20_000, ...options });
  made.push(process);
  return process;
}

/** Waits until there is no process any more. */
async function gone(process: TaskProcess<Task, Said>): Promise<void> {
  while (process.pid() !== null) await wait(5);
}

describe('a process for tasks', () => {
  it('is another one than ours, starts with its first task, and is kept for the next', async () => {
    const tasks = create();
    expect(tasks.pid()).toBeNull();
    const [one, two] = await Promise.all([tasks.run({ say: 1 }), tasks.run({ say: 2 })]);
    expect([one.said, two.said]).toEqual([1, 2]);
    expect(two.pid).toBe(one.pid);
    expect(one.pid).not.toBe(process.pid);
    expect(tasks.pid()).toBe(one.pid);
  });

  it('takes sets and maps as they are', async () => {
    const say = new Map([['a', new Set([1])]]);
    expect((await create().run({ say })).said).toEqual(say);
  });

  it('says its first word to whoever starts it, however often', async () => {
    const tasks = create({ args: ['hello'] });
    expect(await Promise.all([tasks.start(), tasks.start()])).toEqual(['hello', 'hello']);
    await tasks.run({ say: 1 });
    expect(await tasks.start()).toBe('hello');
  });

  it('fails what fails in it, and goes on', async () => {
    const tasks = create();
    const failing = tasks.run({ say: 'no', act: 'fail' });
    await expect(failing).rejects.toMatchObject({ message: 'no', died: false });
    expect((await tasks.run({ say: 1 })).said).toBe(1);
  });

  it('costs the task that it dies over, and is another for those that wait', async () => {
    const tasks = create();
    const first = await tasks.run({ say: 0 });
    const [deadly, after] = await Promise.allSettled([
      tasks.run({ say: 1, act: 'die' }),
      tasks.run({ say: 2 }),
    ]);
    expect(deadly).toMatchObject({ status: 'rejected', reason: { message: 'its process died', died: true } });
    expect(after).toMatchObject({ status: 'fulfilled', value: { said: 2 } });
    expect(tasks.pid()).not.toBe(first.pid);
  });

  it('is ended where a task takes too long', async () => {
    const tasks = create({ timeoutMs: 200 });
    await tasks.start();
    const slow = tasks.run({ say: 1, act: 'hang' });
    await expect(slow).rejects.toMatchObject({ message: 'it took too long', died: true });
  });

  it('ends when it is idle, and starts again when there is more', async () => {
    const tasks = create({ idleMs: 20 });
    const first = await tasks.run({ say: 1 });
    await gone(tasks);
    const second = await tasks.run({ say: 2 });
    expect(second.said).toBe(2);
    expect(second.pid).not.toBe(first.pid);
  });

  it('ends as well where it was started for nothing', async () => {
    const tasks = create({ idleMs: 20 });
    await tasks.start();
    await gone(tasks);
  });

  it('is not idle while a task is under way', async () => {
    const tasks = create({ idleMs: 1, timeoutMs: 300 });
    await expect(tasks.run({ say: 1, act: 'hang' })).rejects.toThrow('it took too long');
  });
});
