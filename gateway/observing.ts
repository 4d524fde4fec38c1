import type { Registry } from 'prom-client';
import type { Clock } from '#schema/wire/signatures.ts';
import { startTelemetry, type Telemetry } from '#telemetry/telemetry.ts';
import type { GatewaySettings } from './config.ts';
import type { Send } from './context.ts';
import type { ComposeView } from './tenancy/view-store.ts';
import { NO_METERS, type Meters } from './telemetry/meters.ts';
import { observeSend } from './telemetry/observed-send.ts';

/** What the gateway tells its operator beside the log, joined to its stages. */
export interface Observing extends Omit<Telemetry, 'metrics'> {
  readonly meters: Meters;
  readonly sending: (send: Send) => Send;
  readonly composing: (compose: ComposeView) => ComposeView;
}

/**
 * Starts what the settings name; what they do not costs nothing.
 *
 * @throws the listen error of the metrics' address
 */
export async function startObserving(
  { telemetry: named = {} }: Pick<GatewaySettings, 'telemetry'>,
  clock: Clock,
): Promise<Observing> {
  const { metrics, ...telemetry } = await startTelemetry('gateway', named);
  const meters = metrics === null ? NO_METERS : await createMeters(metrics);
  const isOn = named.metrics !== undefined || named.tracing !== undefined;
  return {
    ...telemetry,
    meters,
    sending: (send) => (isOn ? observeSend(send, meters.fetch, clock) : send),
    composing: (compose) => async (sharedSdl, companySdl, company) => {
      const started = clock();
      const tell = (built: boolean) => meters.viewBuilt(built, clock() - started);
      const composed = compose(sharedSdl, companySdl, company);
      composed.then(
        () => tell(true),
        () => tell(false),
      );
      return composed;
    },
  };
}

/** Loaded where it is wanted only. */
async function createMeters(registry: Registry): Promise<Meters> {
  const { createGatewayMeters } = await import('./telemetry/gateway-metrics.ts');
  return createGatewayMeters(registry);
}
