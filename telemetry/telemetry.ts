import type { Registry } from 'prom-client';
import type { TelemetrySettings } from './settings.ts';
import { NO_TRACING, type Tracing } from './span.ts';

/** What a program tells its operator beside its log. */
export interface Telemetry {
  readonly tracing: Tracing;
  /** Where a program's metrics are registered; null where none are served. */
  readonly metrics: Registry | null;
  /** Of the metrics; null where none are served. */
  readonly metricsUrl: string | null;
  stop(): Promise<void>;
}

/**
 * Starts what the settings name. Nothing else of it is loaded.
 *
 * @throws the listen error of the metrics' address
 */
export async function startTelemetry(program: string, settings: TelemetrySettings = {}): Promise<Telemetry> {
  const served = settings.metrics && (await startMetrics(settings.metrics));
  const tracing = settings.tracing ? await startTracing(program, settings.tracing) : NO_TRACING;
  return {
    tracing,
    metrics: served?.registry ?? null,
    metricsUrl: served?.server.url ?? null,
    stop: async () => {
      // A collector that is away holds up no stop.
      await Promise.all([tracing.stop().catch(() => undefined), served?.server.stop()]);
    },
  };
}

async function startMetrics(address: NonNullable<TelemetrySettings['metrics']>) {
  const { createMetrics, serveMetrics } = await import('./metrics.ts');
  const registry = createMetrics();
  return { registry, server: await serveMetrics(registry, address) };
}

async function startTracing(
  program: string,
  to: NonNullable<TelemetrySettings['tracing']>,
): Promise<Tracing> {
  const { createTracing } = await import('./tracing.ts');
  return createTracing(program, to);
}
