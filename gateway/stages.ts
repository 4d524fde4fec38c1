import type { FetchImplementation } from 'jose';
import { contractSdl } from '#schema/sdl.ts';
import { createSigner, type Clock } from '#schema/wire/signatures.ts';
import { createAttestations } from './auth/attestations.ts';
import { createAuthenticator } from './auth/authenticator.ts';
import { createPassports } from './auth/passports.ts';
import { createCoalescing, type Execute } from './coalesce.ts';
import type { GatewaySettings } from './config.ts';
import type { Caller, Engine, Send } from './context.ts';
import { createCompiledEngine, type CompiledEngineOptions } from './executor/compiled/compiled-engine.ts';
import { createOwnerRules } from './executor/compiled/routing.ts';
import { createPlanners, type Planners } from './executor/planning/planners.ts';
import type { ViewBuilder } from './executor/planning/view-builder.ts';
import type { BodyLimits } from './http/body.ts';
import { createOperationReader, type RefusesUnread } from './http/graphql-handler.ts';
import { RateBook, type Elapsed } from './limits/caller-rates.ts';
import { USUAL_BUDGET } from './limits/budget.ts';
import { USUAL_RATES } from './limits/rate-table.ts';
import { createLimitedEngine } from './executor/limited-engine.ts';
import type { Stages } from './pipeline.ts';
import { readContract, type Contract } from './policy/contract.ts';
import { createDocumentSets } from './registry/document-sets.ts';
import { createRegistryFollower, type RegistryFollower } from './registry-follower.ts';
import { createRecording } from './operation-recording.ts';
import type { Observing } from './observing.ts';
import { createOpenStream, createSend, SHARED_PROGRAM } from './send.ts';
import { createSharedLayer, type SharedLayer } from './shared-layer.ts';
import { createRefusesUnread, strangersOf } from './request-limits.ts';
import { createStreaming, type Streaming } from './streaming.ts';
import type { Logger } from './telemetry/logger.ts';
import { createViewStore, type ViewStore } from './tenancy/view-store.ts';
import { createFindDocument, type FindDocument } from './trusted-documents.ts';
import { createRandomHex, createTraces } from './telemetry/traces.ts';
import { createEventWire } from './transport/event-wire.ts';
import { createJsonCaller, type CallJson } from './transport/json-caller.ts';
import type { LaneLimits } from './transport/lane.ts';
import { createTransport } from './transport/transport.ts';
import type { Wire } from './transport/wire.ts';
import type { WireGuard } from './transport/wire-guard.ts';

/** What a gateway takes from outside. */
export interface GatewayTools {
  readonly clock: Clock;
  /** Milliseconds of a clock that never goes back, for limits over time; left out: the process's own. */
  readonly elapsed?: Elapsed;
  readonly newId: () => string;
  /** The network; ended with `close` by whoever made it. */
  readonly wire: Wire;
  readonly fetchKeys: FetchImplementation;
  /** Asks companies' issuers when people sign in; left out: nobody does. */
  readonly fetchIssuer?: typeof globalThis.fetch;
  /** Builds views; left out: one that the gateway makes. Closed with the gateway. */
  readonly builder?: ViewBuilder;
  readonly logger: Logger;
}

/** The registry holds every company's schema: it may be larger, and take longer, than an answer to a caller. */
const REGISTRY_LIMITS = { timeoutMs: 15_000, maxBytes: 268_435_456 };

/** For what the shared layer answers late on purpose, 25 seconds at the latest. */
const WAITING_LIMITS = { timeoutMs: 40_000, maxBytes: 65_536 };

/** Makes the stages, each from what is above it, and joins them. */
export async function joinStages(settings: GatewaySettings, tools: GatewayTools, observing: Observing) {
  const { clock, newId, logger, elapsed = performance.now.bind(performance) } = tools;
  const signer = await createSigner(settings.signingKey, settings.otherKeys);
  const passports = createPassports({ signer, clock, newId });
  const limits = { timeoutMs: settings.subgraphTimeoutMs, maxBytes: settings.maxAnswerBytes };
  const transport = createTransport({ wire: tools.wire, clock, limits: laneLimits(settings) });
  const traces = createTraces(createRandomHex());
  const calls = sharedCalls((limit) => createJsonCaller(transport, limit), limits);
  const shared = createSharedLayer({ sharedUrl: settings.sharedUrl, passports, ...calls });
  const contract = contractSdl();

  const attest = createAttestations((caller, audience) => shared.attestation(caller, audience), clock);
  const sending = { ...limits, sharedUrl: settings.sharedUrl, passports, attest, newTrace: traces.begin };
  const send = observing.sending(createSend({ ...sending, transport }));
  const onFault = (detail: string) => logger.warn({ detail }, 'a planner failed');
  const planners = createPlanners(settings.planner, onFault, tools.builder);
  const events = createEventWire(wireGuard(settings));
  const openStream = createOpenStream({ ...sending, events });
  const engine = await createEngine(settings, readContract(contract), { send, openStream, planners });
  // Most changes are of a schema: what builds its view is up by the time that somebody asks for it.
  const onChange = () => void planners.builder.start();
  const registry = createRegistryFollower(settings, { shared, clock, logger, onChange });
  const views = createViews(settings, { engine, contract, builder: planners.builder, observing });
  const findDocument = createDocuments(settings, shared);
  const authenticate = createAuthenticator({ clock, fetchKeys: tools.fetchKeys });

  const execute = settings.coalesce ? createCoalescing(clock) : executeEach;
  const recording = createRecording(settings, { shared, clock, logger });
  const rates = new RateBook(settings.rates ?? USUAL_RATES, elapsed);
  const stages: Stages = {
    ...{ registry, authenticate, rates, findDocument, views, execute, traces, clock, logger },
    ...{ noteUse: recording.noteUse, tracing: observing.tracing, meters: observing.meters },
  };
  const callerOf = createCallerOf(stages);
  const strangers = strangersOf(settings, elapsed);
  const bodies = bodyLimits(settings, callerOf, createRefusesUnread(stages, strangers));
  const streaming = createStreaming({ settings, stages, read: bodies.read, callerOf, strangers });

  watchState(observing, streaming, registry);
  const close = async () => {
    await Promise.all([recording.stop(), events.close()]);
    planners.close();
  };
  return {
    stages: { ...stages, registry },
    signer,
    streaming,
    recording,
    bodies,
    callerOf,
    strangers,
    close,
  };
}

function watchState({ meters }: Observing, { count }: Streaming, registry: RegistryFollower): void {
  meters.watch({
    streams: { help: 'Streams that are open.', read: count },
    registry_companies: {
      help: 'Companies in the registry; 0 while there is none, when nobody is served.',
      read: () => registry.current()?.companies.size ?? 0,
    },
  });
}

function createDocuments(
  { viewCapacity, documentPolicy }: GatewaySettings,
  shared: Pick<SharedLayer, 'documents'>,
): FindDocument {
  const documentsOf = createDocumentSets((company) => shared.documents(company), viewCapacity);
  return createFindDocument(documentsOf, documentPolicy);
}

/** The network itself may be in here; companies' programs are in public, unless the operator says otherwise. */
export function wireGuard({
  allowPrivateAddresses,
}: Pick<GatewaySettings, 'allowPrivateAddresses'>): WireGuard {
  return { allows: (program) => allowPrivateAddresses === true || program === SHARED_PROGRAM };
}

type CallLimits = typeof REGISTRY_LIMITS;

function sharedCalls(callerWith: (limits: CallLimits) => CallJson, limits: CallLimits) {
  return {
    call: callerWith(limits),
    callRegistry: callerWith(REGISTRY_LIMITS),
    callWaiting: callerWith(WAITING_LIMITS),
  };
}

function createViews(
  { viewCapacity: capacity }: Pick<GatewaySettings, 'viewCapacity'>,
  tools: {
    readonly engine: Engine;
    readonly builder: ViewBuilder;
    readonly contract: string;
    readonly observing: Observing;
  },
): ViewStore {
  const { engine, builder, contract, observing } = tools;
  return createViewStore({
    engine,
    check: (company, sharedSdl, companySdl) =>
      builder.check({ company, sharedSdl, contractSdl: contract, companySdl }),
    compose: observing.composing((sharedSdl, companySdl, company) =>
      builder.compose(sharedSdl, companySdl, company),
    ),
    capacity,
  });
}

export type CallerOf = (authorization: string | undefined) => Promise<Caller | null>;

/** Who asks, for what is decided before an operation is read; null for nobody. */
function createCallerOf({ registry, authenticate }: Stages): CallerOf {
  return async (authorization) => {
    const known = registry.current();
    const found = known === null ? null : await authenticate(authorization, known);
    return found?.kind === 'caller' ? found.caller : null;
  };
}

/** One reader for all transports: it counts the large bodies that a company has under way. */
function bodyLimits(
  { maxBodyBytes, maxUploadBytes }: GatewaySettings,
  callerOf: CallerOf,
  refuses: RefusesUnread,
) {
  const limits: BodyLimits = {
    maxBodyBytes,
    admitLarge: async (authorization) => {
      const caller = await callerOf(authorization);
      return caller && { company: caller.company, maxBytes: maxUploadBytes };
    },
  };
  return { ...limits, read: createOperationReader(limits, refuses) };
}

async function createEngine(
  { engine, limits = USUAL_BUDGET }: GatewaySettings,
  contract: Contract,
  tools: Omit<CompiledEngineOptions, 'routing' | 'planners'> & { readonly planners: Planners },
): Promise<Engine> {
  void tools.planners.builder.start();
  if (engine === 'compiled') void tools.planners.start();
  const made =
    engine === 'apollo'
      ? await createReferenceEngine(contract, tools.send)
      : createCompiledEngine({ ...tools, routing: createOwnerRules(contract) });
  return createLimitedEngine(made, limits);
}

/** Loaded where it is wanted only: it is most of the memory of a gateway that has it. */
async function createReferenceEngine(contract: Contract, send: Send): Promise<Engine> {
  const { createApolloEngine } = await import('./executor/apollo-engine.ts');
  const { createOwnerRouting } = await import('./executor/owner-routing.ts');
  return createApolloEngine(createOwnerRouting({ contract, send }));
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
