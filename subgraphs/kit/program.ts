/**
 * Ties a program's life to its process: SIGTERM and SIGINT stop it once and in order, a failed start ends it with
 * status 1 and one line on standard error that says why.
 */
export async function runProgram(
  name: string,
  start: () => Promise<{ stop(): Promise<void> }>,
): Promise<void> {
  try {
    const program = await start();
    const stop = stopOnce(name, program);
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  } catch (error) {
    process.stderr.write(
      `${name} could not start: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exit(1);
  }
}

function stopOnce(name: string, program: { stop(): Promise<void> }): () => void {
  let stopping = false;
  return () => {
    if (stopping) return;
    stopping = true;
    program.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${name} did not stop cleanly: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
}
