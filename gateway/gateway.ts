import type { GatewaySettings } from './config.ts';
import { compress } from './http/compression.ts';
import { createDashboard } from './http/dashboard.ts';
import { createGraphQLHandler } from './http/graphql-handler.ts';
import { createPages } from './http/pages.ts';
import { DRAIN_MS } from './http/draining.ts';
import { startHttp } from './http/server.ts';
import { createPipeline } from './pipeline.ts';
import type { RegistryFollower } from './registry-follower.ts';
import { startObserving } from './observing.ts';
import { createSigningIn } from './signing-in.ts';
import { joinStages, type CallerOf, type GatewayTools } from './stages.ts';

/** A running gateway. */
export interface RunningGateway {
  readonly url: string;
  readonly port: number;
  /** Where metrics are served; null where they are not. */
  readonly metricsUrl: string | null;
  /** Takes no more requests, lets those in flight finish, and ends. */
  stop(): Promise<void>;
}

/** Starts a gateway. It answers `GET /ready` with 200 once the registry has been read, and fails closed until then. */
export async function startGateway(settings: GatewaySettings, tools: GatewayTools): Promise<RunningGateway> {
  const { logger } = tools;
  const observing = await startObserving(settings, tools.clock);
  const { stages, signer, streaming, recording, bodies, callerOf, strangers, close } = await joinStages(
    settings,
    tools,
    observing,
  );
  const { registry } = stages;
  const pages = createPages();
  // A balancer that keeps its connections hears by /ready that they end.
  let stopping = false;
  const http = await startHttp({
    ...settings,
    newId: tools.newId,
    jwks: signer.jwks,
    graphql: createGraphQLHandler({ ...bodies, strangers, answer: createPipeline(stages) }),
    ...{ events: streaming.events, upgrade: streaming.upgrade },
    ...(settings.compression ? { compress } : {}),
    ...dashboardOf(settings, tools, { registry, callerOf }),
    pages,
    isReady: () => !stopping && registry.current() !== null,
    onFault: (requestId, error) => logger.error({ requestId, reason: String(error) }, 'a request failed'),
  }).catch(async (error: unknown) => {
    await observing.stop();
    throw error;
  });
  logger.info({ url: http.url }, 'the gateway listens');
  // Only now: the shared layer fetches our keys to check who asks for the registry.
  registry.start();
  recording.start();
  return {
    ...{ url: http.url, port: http.port, metricsUrl: observing.metricsUrl },
    stop: async () => {
      stopping = true;
      registry.stop();
      await Promise.all([streaming.drain(), http.close(DRAIN_MS)]);
      await Promise.all([close(), observing.stop()]);
      pages.close();
    },
  };
}

/** What people's browsers are served. */
function dashboardOf(
  settings: GatewaySettings,
  tools: GatewayTools,
  found: { readonly registry: RegistryFollower; readonly callerOf: CallerOf },
) {
  const { dashboardDir } = settings;
  return {
    dashboard: dashboardDir === undefined ? undefined : createDashboard(dashboardDir),
    signIn: createSigningIn(settings, tools, found),
  };
}
