import type { FetchImplementation } from 'jose';
import { composeView } from '#schema/compose.ts';
import { assertCompanySchema } from '#schema/checks/company-schema.ts';
import { contractSdl } from '#schema/sdl.ts';
import { createSigner, type Clock } from '#schema/wire/signatures.ts';
import { createAttestations } from './auth/attestations.ts';
import { createAuthenticator } from './auth/authenticator.ts';
import { createPassports } from './auth/passports.ts';
import type { GatewaySettings } from './config.ts';
import { createApolloEngine } from './executor/apollo-engine.ts';
import { createOwnerRouting } from './executor/owner-routing.ts';
import { createGraphQLHandler } from './http/graphql-handler.ts';
import { renderOfflineGraphiQL, renderSandbox } from './http/pages.ts';
import { startHttp } from './http/server.ts';
import { createPipeline } from './pipeline.ts';
import { readContract } from './policy/contract.ts';
import { followRegistry } from './registry/registry-source.ts';
import { createSend } from './send.ts';
import { createSharedLayer } from './shared-layer.ts';
import type { Logger } from './telemetry/logger.ts';
import { createViewStore } from './tenancy/view-store.ts';
import { createCaller, type Fetch } from './transport/http-client.ts';

/** What a gateway takes from outside. */
export interface GatewayTools {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly fetch: Fetch;
  readonly fetchKeys: FetchImplementation;
  readonly logger: Logger;
}

/** A running gateway. */
export interface RunningGateway {
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, lets those in flight finish, and ends. */
  stop(): Promise<void>;
}

const DRAIN_MS = 10_000;
/** The registry holds every company's schema: it may be larger, and take longer, than an answer to a caller. */
const REGISTRY_LIMITS = { timeoutMs: 15_000, maxBytes: 268_435_456 };

/** Starts a gateway. It answers `GET /ready` with 200 once the registry has been read, and fails closed until then. */
export async function startGateway(settings: GatewaySettings, tools: GatewayTools): Promise<RunningGateway> {
  const { clock, newId, logger } = tools;
  const { sharedUrl } = settings;
  const signer = await createSigner(settings.signingKey);
  const passports = createPassports({ signer, clock, newId });
  const limits = { timeoutMs: settings.subgraphTimeoutMs, maxBytes: settings.maxAnswerBytes };
  const call = createCaller(tools.fetch, limits);
  const shared = createSharedLayer({
    sharedUrl,
    passports,
    call,
    callRegistry: createCaller(tools.fetch, REGISTRY_LIMITS),
  });
  const contract = contractSdl();

  const attest = createAttestations((caller, audience) => shared.attestation(caller, audience), clock);
  const send = createSend({ sharedUrl, call, passports, attest });
  const runFetch = createOwnerRouting({ contract: readContract(contract), send });
  const registry = followRegistry({
    fetchRegistry: (version) => shared.registry(version),
    pollMs: settings.registryPollMs,
    onFault: (error) => logger.warn({ reason: String(error) }, 'the registry could not be read'),
  });
  const views = createViewStore({
    engine: createApolloEngine(runFetch),
    check: (company, sharedSdl, companySdl) =>
      assertCompanySchema({ company, sharedSdl, contractSdl: contract, companySdl }),
    compose: composeView,
    capacity: settings.viewCapacity,
  });
  const authenticate = createAuthenticator({ clock, fetchKeys: tools.fetchKeys });

  const http = await startHttp({
    ...settings,
    admitLarge: async (authorization) => {
      const known = registry.current();
      const found = known === null ? null : await authenticate(authorization, known);
      if (found?.kind !== 'caller') return null;
      return { company: found.caller.company, maxBytes: settings.maxUploadBytes };
    },
    newId,
    jwks: signer.jwks,
    graphql: createGraphQLHandler(createPipeline({ registry, authenticate, views, clock, logger })),
    pages: { sandbox: await renderSandbox(), graphiql: renderOfflineGraphiQL() },
    isReady: () => registry.current() !== null,
    onFault: (requestId, error) => logger.error({ requestId, reason: String(error) }, 'a request failed'),
  });
  logger.info({ url: http.url }, 'the gateway listens');
  // Only now: the shared layer fetches our keys to check who asks for the registry.
  void registry.refresh();
  const stop = async () => {
    registry.stop();
    await http.close(DRAIN_MS);
  };
  return { url: http.url, port: http.port, stop };
}
