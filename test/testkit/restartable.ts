/** A program of a test that can be started again at its address. */
export interface Restartable {
  readonly url: string;
  /** Of the program as it runs now; null where it serves none. */
  metricsUrl(): string | null;
  /** Stops it as SIGTERM does, waits for what is done meanwhile, and starts it. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a program on a free port, and later again on the same. */
export async function startRestartable(
  start: (port: number) => Promise<{
    readonly url: string;
    readonly port: number;
    readonly metricsUrl?: string | null;
    stop(): Promise<void>;
  }>,
): Promise<Restartable> {
  let running = await start(0);
  const { url, port } = running;
  return {
    url,
    metricsUrl: () => running.metricsUrl ?? null,
    async restart(meanwhile) {
      await running.stop();
      await meanwhile?.();
      running = await start(port);
    },
    stop: () => running.stop(),
  };
}
