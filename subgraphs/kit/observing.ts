import type { Registry } from 'prom-client';
import type { TelemetrySettings } from '#telemetry/settings.ts';
import { startTelemetry, type Telemetry } from '#telemetry/telemetry.ts';

/** What a program tells its operator beside the log. */
export interface Observing extends Omit<Telemetry, 'metrics'> {
  /** Told of each request once it is answered. */
  readonly served: (path: string, status: number, ms: number) => void;
  /** A figure that is read when somebody looks. */
  readonly watch: (name: string, help: string, read: () => number | Promise<number>) => void;
}

/**
 * Starts what the settings name; what they do not costs nothing.
 *
 * @param program `shared` or `company`: metrics' names begin with it
 * @throws the listen error of the metrics' address
 */
export async function startObserving(
  program: string,
  settings: TelemetrySettings | undefined,
): Promise<Observing> {
  const { metrics, ...telemetry } = await startTelemetry(program, settings);
  if (metrics === null) return { ...telemetry, served: nothing, watch: nothing };
  return { ...telemetry, ...(await createMeters(`agent_network_${program}`, metrics)) };
}

/** Loaded where it is wanted only. */
async function createMeters(
  prefix: string,
  registry: Registry,
): Promise<Pick<Observing, 'served' | 'watch'>> {
  const { Gauge, Histogram } = await import('prom-client');
  const registers = [registry];
  const requests = new Histogram({
    ...{ name: `${prefix}_request_seconds`, registers, labelNames: ['path', 'status'] },
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    help: 'Requests, by address and status. A stream counts when it has begun.',
  });
  return {
    served: (path, status, ms) => requests.observe({ path, status }, ms / 1000),
    watch(name, help, read) {
      new Gauge({
        ...{ name: `${prefix}_${name}`, help, registers },
        async collect() {
          this.set(await read());
        },
      });
    },
  };
}

function nothing(): void {
  return;
}
