import { z } from 'zod';

/** Where a program tells its operator of itself. */
export interface TelemetrySettings {
  /** Where metrics are served, apart from all that callers reach; left out: nowhere. */
  readonly metrics?: { readonly host: string; readonly port: number };
  /** Where spans are sent; left out: nothing is recorded. */
  readonly tracing?: { readonly endpoint: string; readonly ratio: number };
}

const usualRatio = 0.1;

/** The environment variables of it, with OpenTelemetry's own names where it has one. */
export const telemetryVariables = {
  METRICS_HOST: z.string().default('127.0.0.1'),
  METRICS_PORT: z.coerce.number('it must be a port').int().min(0).max(65_535).optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number('it must be a number from 0 to 1')
    .min(0)
    .max(1)
    .default(usualRatio),
};

/** What those variables say. */
export function telemetryOf(given: {
  readonly METRICS_HOST: string;
  readonly METRICS_PORT?: number | undefined;
  readonly OTEL_EXPORTER_OTLP_TRACES_ENDPOINT?: string | undefined;
  readonly OTEL_TRACES_SAMPLER_ARG: number;
}): TelemetrySettings {
  const { METRICS_HOST: host, METRICS_PORT: port, OTEL_TRACES_SAMPLER_ARG: ratio } = given;
  const endpoint = given.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  return {
    ...(port === undefined ? {} : { metrics: { host, port } }),
    ...(endpoint === undefined ? {} : { tracing: { endpoint, ratio } }),
  };
}
