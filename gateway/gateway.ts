import type { FetchImplementation } from 'jose';
import { composeView } from '#schema/compose.ts';
import { assertCompanySchema } from '#schema/checks/company-schema.ts';
import { contractSdl } from '#schema/sdl.ts';
import { createSigner, type Clock } from '#schema/wire/signatures.ts';
import { createAttestations } from './auth/attestations.ts';
import { createAuthenticator } from './auth/authenticator.ts';
import { createPassports } from './auth/passports.ts';
import { createCoalescing, type Execute } from './coalesce.ts';
import type { GatewaySettings } from './config.ts';
import type { Engine, Send } from './context.ts';
import { createApolloEngine } from './executor/apollo-engine.ts';
import { createCompiledEngine } from './executor/compiled/compiled-engine.ts';
import { createOwnerRules } from './executor/compiled/routing.ts';
import { createOwnerRouting } from './executor/owner-routing.ts';
import { createPlanners } from './executor/planning/planners.ts';
import { compress } from './http/compression.ts';
import { createGraphQLHandler } from './http/graphql-handler.ts';
import { renderOfflineGraphiQL, renderSandbox } from './http/pages.ts';
import { startHttp } from './http/server.ts';
import { USUAL_BUDGET } from './limits/budget.ts';
import { createLimitedEngine } from './executor/limited-engine.ts';
import { createPipeline } from './pipeline.ts';
import { readContract, type Contract } from './policy/contract.ts';
import { createDocumentSets } from './registry/document-sets.ts';
import { createRegistryFollower } from './registry-follower.ts';
import { createSend } from './send.ts';
import { createSharedLayer } from './shared-layer.ts';
import type { Logger } from './telemetry/logger.ts';
import { createViewStore } from './tenancy/view-store.ts';
import { createFindDocument } from './trusted-documents.ts';
import { createRandomHex, createTraces } from './telemetry/traces.ts';
import { createJsonCaller } from './transport/json-caller.ts';
import type { LaneLimits } from './transport/lane.ts';
import { createTransport } from './transport/transport.ts';
import type { Wire } from './transport/wire.ts';

/** What a gateway takes from outside. */
export interface GatewayTools {
  readonly clock: Clock;
  readonly newId: () => string;
  /** The network; ended with `close` by whoever made it. */
  readonly wire: Wire;
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

/** For what the shared layer answers late on purpose, 25 seconds at the latest. */
const WAITING_LIMITS = { timeoutMs: 40_000, maxBytes: 65_536 };

/** Starts a gateway. It answers `GET /ready` with 200 once the registry has been read, and fails closed until then. */
export async function startGateway(settings: GatewaySettings, tools: GatewayTools): Promise<RunningGateway> {
  const { clock, newId, logger } = tools;
  const { sharedUrl } = settings;
  const signer = await createSigner(settings.signingKey);
  const passports = createPassports({ signer, clock, newId });
  const limits = { timeoutMs: settings.subgraphTimeoutMs, maxBytes: settings.maxAnswerBytes };
  const transport = createTransport({ wire: tools.wire, clock, limits: laneLimits(settings) });
  const traces = createTraces(createRandomHex());
  const shared = createSharedLayer({
    sharedUrl,
    passports,
    call: createJsonCaller(transport, limits),
    callRegistry: createJsonCaller(transport, REGISTRY_LIMITS),
    callWaiting: createJsonCaller(transport, WAITING_LIMITS),
  });
  const contract = contractSdl();

  const attest = createAttestations((caller, audience) => shared.attestation(caller, audience), clock);
  const send = createSend({ ...limits, sharedUrl, transport, passports, attest, newTrace: traces.begin });
  const planners = createPlanners(settings.planner, (detail) => logger.warn({ detail }, 'a planner failed'));
  const engine = createEngine(settings, readContract(contract), send, planners);
  const registry = createRegistryFollower(settings, { shared, clock, logger });
  const views = createViewStore({
    engine,
    check: (company, sharedSdl, companySdl) =>
      assertCompanySchema({ company, sharedSdl, contractSdl: contract, companySdl }),
    compose: composeView,
    capacity: settings.viewCapacity,
  });
  const documentsOf = createDocumentSets((company) => shared.documents(company), settings.viewCapacity);
  const findDocument = createFindDocument(documentsOf, settings.documentPolicy);
  const authenticate = createAuthenticator({ clock, fetchKeys: tools.fetchKeys });
  const execute = settings.coalesce ? createCoalescing(clock) : executeEach;

  // A balancer that keeps its connections hears by /ready that they end.
  let stopping = false;
  const http = await startHttp({
    ...settings,
    newId,
    jwks: signer.jwks,
    graphql: createGraphQLHandler({
      answer: createPipeline({ registry, authenticate, findDocument, views, execute, traces, clock, logger }),
      maxBodyBytes: settings.maxBodyBytes,
      admitLarge: async (authorization) => {
        const known = registry.current();
        const found = known === null ? null : await authenticate(authorization, known);
        if (found?.kind !== 'caller') return null;
        return { company: found.caller.company, maxBytes: settings.maxUploadBytes };
      },
    }),
    ...(settings.compression ? { compress } : {}),
    pages: { sandbox: await renderSandbox(), graphiql: renderOfflineGraphiQL() },
    isReady: () => !stopping && registry.current() !== null,
    onFault: (requestId, error) => logger.error({ requestId, reason: String(error) }, 'a request failed'),
  });
  logger.info({ url: http.url }, 'the gateway listens');
  // Only now: the shared layer fetches our keys to check who asks for the registry.
  registry.start();
  return {
    url: http.url,
    port: http.port,
    stop: async () => {
      stopping = true;
      registry.stop();
      await http.close(DRAIN_MS);
      planners.close();
    },
  };
}

function createEngine(
  { engine, limits = USUAL_BUDGET }: GatewaySettings,
  contract: Contract,
  send: Send,
  planners: ReturnType<typeof createPlanners>,
): Engine {
  return createLimitedEngine(
    engine === 'apollo'
      ? createApolloEngine(createOwnerRouting({ contract, send }))
      : createCompiledEngine({ routing: createOwnerRules(contract), send, planners }),
    limits,
  );
}

const executeEach: Execute = (snapshot, operation, context) => snapshot.execute(operation, context);

/** Failures count together within this time. */
const BREAKER_WINDOW_MS = 30_000;

function laneLimits(settings: GatewaySettings): LaneLimits {
  return {
    concurrency: settings.subgraphConcurrency,
    waiting: settings.subgraphQueue,
    breaker: {
      failures: settings.breakerFailures,
      windowMs: BREAKER_WINDOW_MS,
      openMs: settings.breakerOpenMs,
    },
  };
}
