import { spawn, type SpawnOptions } from 'node:child_process';

export interface RunResult {
  /** The exit code; 127 when the program could not be started. */
  readonly code: number;
  /** Standard output and standard error together, in the order they came. */
  readonly output: string;
}

/** Runs a program to its end and collects what it printed. Never rejects. */
export function runToEnd(
  command: readonly string[],
  options: Pick<SpawnOptions, 'uid' | 'gid' | 'cwd'> = {},
): Promise<RunResult> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    let output = '';
    const collect = (chunk: Buffer): void => void (output += chunk.toString());
    try {
      const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
      child.stdout.on('data', collect);
      child.stderr.on('data', collect);
      child.on('error', (error) => resolve({ code: 127, output: output + error.message }));
      child.on('close', (code) => resolve({ code: code ?? 1, output }));
    } catch (error) {
      // A user that this process may not become is refused before there is a child to report it.
      resolve({ code: 127, output: String(error) });
    }
  });
}
