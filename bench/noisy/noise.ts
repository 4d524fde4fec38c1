import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Asking, Outcome } from './asking.ts';

/** What became of the noise. */
export type Noise = Pick<Outcome, 'sent' | 'answered' | 'refused'>;

/** A process that makes noise when it is told to. */
export function startNoise(): { make(asking: Asking): Promise<Noise>; stop(): void } {
  const child = fork(fileURLToPath(new URL('noise-program.ts', import.meta.url)), {
    execArgv: ['--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  return {
    async make(asking) {
      const made = once(child, 'message') as Promise<[Noise]>;
      child.send(asking);
      return (await made)[0];
    },
    stop: () => void child.kill('SIGKILL'),
  };
}
