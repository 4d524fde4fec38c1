import { createHash } from 'node:crypto';
import type { Clock } from '#schema/wire/signatures.ts';
import type { Caller, Engine, RegistrySnapshot, Send, Snapshot } from '../context.ts';
import { createCompiledEngine } from '../executor/compiled/compiled-engine.ts';
import { createNamedRules } from '../executor/compiled/routing.ts';
import { createPlanners, type Planners } from '../executor/planning/planners.ts';
import { createGraphQLHandler, type AnswerOperation } from '../http/graphql-handler.ts';
import { DRAIN_MS } from '../http/draining.ts';
import { createPages } from '../http/pages.ts';
import { startHttp } from '../http/server.ts';
import { createFaultLog } from '../telemetry/fault-log.ts';
import type { Logger } from '../telemetry/logger.ts';
import { createRandomHex, createTraces } from '../telemetry/traces.ts';
import type { LaneLimits } from '../transport/lane.ts';
import { createTransport } from '../transport/transport.ts';
import type { Wire } from '../transport/wire.ts';
import type { StaticSettings } from './config.ts';
import { createNamedSend, NOBODY } from './named-send.ts';
import { supergraphUrls } from './supergraph-urls.ts';

/** What a gateway without tenants takes from outside. */
export interface StaticTools {
  readonly clock: Clock;
  readonly newId: () => string;
  /** The network; ended with `close` by whoever made it. */
  readonly wire: Wire;
  readonly logger: Logger;
}

/** A running gateway without tenants. */
export interface RunningStaticGateway {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

const CALL_LIMITS = { timeoutMs: 30_000, maxBytes: 67_108_864 };
const MAX_BODY_BYTES = 1_048_576;
/** There is nobody whom one caller's many calls could be held against. */
const LANES: LaneLimits = {
  concurrency: 1024,
  waiting: 65_536,
  breaker: { failures: Infinity, windowMs: 30_000, openMs: 5000 },
};

/**
 * Starts a gateway for one supergraph, for conformance suites and benchmarks: no tenants, no tokens, no owners; the
 * same HTTP handler, engine and transport as between tenants. Each subgraph answers at the address in the supergraph,
 * whole, and its errors are passed on as they are.
 *
 * @throws the error of the supergraph's SDL
 */
export async function startStaticGateway(
  settings: StaticSettings,
  { clock, newId, wire, logger }: StaticTools,
): Promise<RunningStaticGateway> {
  const { supergraphSdl } = settings;
  const urls = supergraphUrls(supergraphSdl);
  const transport = createTransport({ wire, clock, limits: LANES });
  const send = createNamedSend({ urls, transport, ...CALL_LIMITS });
  const planners = createPlanners(settings.planner, (detail) => logger.warn({ detail }, 'a planner failed'));
  const engine = await createNamedEngine(settings.engine, send, planners);
  const key = createHash('sha256').update(supergraphSdl).digest('hex');
  const snapshot = await engine.prepare({ key, supergraphSdl }).catch((error: unknown) => {
    planners.close();
    throw error;
  });
  // There is no other view to come.
  planners.builder.close();
  const pages = createPages();
  const http = await startHttp({
    ...settings,
    newId,
    jwks: { keys: [] },
    graphql: createGraphQLHandler({
      answer: answerFrom(snapshot, logger),
      forward: settings.forward,
      maxBodyBytes: MAX_BODY_BYTES,
      admitLarge: () => Promise.resolve(null),
    }),
    pages,
    isReady: () => true,
    onFault: (requestId, error) => logger.error({ requestId, reason: String(error) }, 'a request failed'),
  });
  logger.info({ url: http.url, subgraphs: [...urls.keys()] }, 'the gateway without tenants listens');
  return {
    url: http.url,
    port: http.port,
    stop: async () => {
      await http.close(DRAIN_MS);
      planners.close();
      pages.close();
    },
  };
}

/** An engine of the kind named that asks each subgraph for itself, whole. */
export async function createNamedEngine(
  kind: StaticSettings['engine'],
  send: Send,
  planners: Planners,
): Promise<Engine> {
  if (kind === 'compiled') return createCompiledEngine({ routing: createNamedRules(), send, planners });
  const { createApolloEngine } = await import('../executor/apollo-engine.ts');
  const { createNamedRouting } = await import('../executor/named-routing.ts');
  return createApolloEngine(createNamedRouting(send), 'as they are');
}

const CALLER: Caller = { company: NOBODY, sub: NOBODY, kind: 'person', token: '' };
const REGISTRY: RegistrySnapshot = {
  version: '',
  sharedSdl: '',
  schemas: {},
  companies: new Map(),
  byIssuer: new Map(),
};

/** What stands in the place of the pipeline: nobody is asked who they are, and there is one view. */
function answerFrom(snapshot: Snapshot, logger: Logger): AnswerOperation {
  const traces = createTraces(createRandomHex());
  return (operation, { requestId, callerRequestId = requestId, traceparent, forwarded = {} }) =>
    snapshot.execute(operation, {
      // Nobody is a tenant, so there is nobody who could be known by it.
      requestId: callerRequestId,
      traceparent: traces.continue(traceparent),
      caller: CALLER,
      registry: REGISTRY,
      forwarded,
      onFault: createFaultLog(logger, callerRequestId),
    });
}
