import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The canned network in a process of its own. */
export interface ProgramsProcess {
  readonly sharedUrl: string;
  /** Caller tokens of Acme's. */
  readonly tokens: readonly string[];
  /** Cuts Harbor's program off, and brings it back at the same address. */
  tell(what: 'kill' | 'revive'): Promise<void>;
  stop(): void;
}

const SERVE = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'tenant', 'serve.ts');

/** Starts it; leaves the gateway's key in the folder, as `key.json`. */
export async function startProgramsProcess(folder: string): Promise<ProgramsProcess> {
  const child = fork(SERVE, [folder], {
    execArgv: ['--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  // A soak that breaks off leaves nothing running.
  process.once('exit', () => child.kill('SIGKILL'));
  if (!child.stdout) throw new Error('it was to have a pipe');
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    sharedUrl: line.toString().trim(),
    tokens: JSON.parse(readFileSync(path.join(folder, 'tokens.json'), 'utf8')) as string[],
    async tell(what) {
      const done = once(child, 'message');
      child.send(what);
      await done;
    },
    stop: () => void child.kill('SIGKILL'),
  };
}
