/** The longest that a fresh program waits for its first run: one that is restarted often has runs, too. */
const FIRST_WAIT_MS = 60_000;

/** Does something now and then until it is stopped, never twice at once; `stop` waits for a run under way. */
export function startRecurring(
  run: () => Promise<void>,
  { intervalMs, onFault }: { readonly intervalMs: number; readonly onFault: (error: unknown) => void },
): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  const later = (ms: number): void => {
    timer = setTimeout(() => {
      running = run()
        .catch(onFault)
        .then(() => {
          if (!stopped) later(intervalMs);
        });
    }, ms).unref();
  };
  later(Math.min(intervalMs, FIRST_WAIT_MS));
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
