import type { Clock } from '#schema/wire/signatures.ts';
import type { Authenticate, Authentication } from './auth/authenticator.ts';
import type { Execute } from './coalesce.ts';
import type { Answer, Caller, Operation, RegistrySnapshot, RequestContext, Snapshot } from './context.ts';
import { RequestRefused } from './errors.ts';
import type { OpenOperation } from './http/event-stream.ts';
import type { AnswerOperation, HttpContext } from './http/graphql-handler.ts';
import { isNestedDeeper } from './limits/value-depth.ts';
import { createSameness } from './registry/sameness.ts';
import type { CallerRates, RateBook } from './limits/caller-rates.ts';
import type { NoteUse } from './recording/recording.ts';
import type { RegistrySource } from './registry/registry-source.ts';
import type { SubscriptionOptions, Subscriptions } from './subscriptions/subscriptions.ts';
import { documentShape } from '#telemetry/document-shape.ts';
import type { Tracing } from '#telemetry/span.ts';
import { createFaultLog } from './telemetry/fault-log.ts';
import type { Logger } from './telemetry/logger.ts';
import type { Meters, RequestEnd } from './telemetry/meters.ts';
import { traceIdOf } from '#telemetry/traceparent.ts';
import type { Traces } from './telemetry/traces.ts';
import type { FindDocument } from './trusted-documents.ts';
import type { ViewStore } from './tenancy/view-store.ts';

/** The stages that an operation goes through. */
export interface Stages {
  readonly registry: RegistrySource;
  readonly authenticate: Authenticate;
  /** What each caller may still ask for. */
  readonly rates: Pick<RateBook, 'of'>;
  readonly findDocument: FindDocument;
  readonly views: ViewStore;
  /** Runs an operation on its view: `createCoalescing`, or the view's own `execute`. */
  readonly execute: Execute;
  /** Told of each operation that was run. */
  readonly noteUse: NoteUse;
  readonly traces: Traces;
  /** What is recorded of requests, for whoever runs the gateway. */
  readonly tracing: Tracing;
  readonly meters: Pick<Meters, 'request' | 'streamEnded'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * What happens to every operation, in order: who asks, whether they may ask now, which document, whose view they see,
 * then the engine. Each stage either hands on what the next one needs or refuses the whole request with a code of the
 * table.
 */
export function createPipeline(stages: Stages): AnswerOperation {
  return (operation, http) =>
    pass(stages, operation, http, ({ context, document, snapshot }) =>
      stages.execute(snapshot, document, context),
    );
}

/** The same for a transport that carries streams: what is no subscription is answered as ever. */
export function createStreamPipeline(stages: Stages, subscriptions: Subscriptions): OpenOperation {
  return (operation, http) =>
    pass(stages, operation, http, async ({ context, document, snapshot }) => {
      const opened = await subscriptions.open({ operation: document, context, snapshot });
      return opened ?? stages.execute(snapshot, document, context);
    });
}

/** What a request is known by from its first moment on. */
type Known = Pick<RequestContext, 'requestId' | 'traceparent' | 'span'> &
  Pick<HttpContext, 'callerRequestId'>;

function begin({ tracing, traces }: Stages, http: HttpContext): Known {
  const { requestId, callerRequestId } = http;
  const span = tracing.begin('graphql', http.traceparent);
  if (span) return { requestId, callerRequestId, traceparent: span.traceparent, span };
  return { requestId, callerRequestId, traceparent: traces.continue(http.traceparent) };
}

/** One operation through the stages, told of whatever becomes of it. */
async function pass<Outcome extends object>(
  stages: Stages,
  operation: Operation,
  http: HttpContext,
  run: (admitted: Admitted) => Promise<Outcome>,
): Promise<Outcome> {
  const started = stages.clock();
  const request = begin(stages, http);
  try {
    const admitted = await admit(stages, http, request, operation);
    const outcome = await run(admitted);
    const { context, snapshot } = admitted;
    const answer = isAnswer(outcome) ? outcome : STREAMED;
    record(stages, started, request, { caller: context.caller, snapshot, answer });
    if (answer.executed) {
      // Only now it is known that its names are the schema's.
      if (request.span) noteShape(request.span, admitted.document);
      stages.noteUse(snapshot, admitted.document, context);
    }
    return outcome;
  } catch (error) {
    record(stages, started, request, error);
    throw error;
  } finally {
    request.span?.end();
  }
}

function noteShape(span: NonNullable<Known['span']>, { query }: Operation): void {
  const shape = documentShape(query);
  if (shape !== null) span.note({ 'graphql.document': shape });
}

function isAnswer(outcome: object): outcome is Answer {
  return 'body' in outcome;
}

const STREAMED: Answer = { body: '', executed: true, codes: [] };

/**
 * Whether an open stream may go on by a new registry: its caller's token must hold, and its document be valid in the
 * company's view of now. Where nothing has changed for its company, neither has the answer.
 */
export function createRecheck(stages: Stages): SubscriptionOptions['recheck'] {
  const isSame = createSameness();
  return async ({ operation, context, snapshot }, now) => {
    const { caller, registry } = context;
    if (isSame(caller.company, registry, now)) return null;
    const found = await stages.authenticate(`Bearer ${caller.token}`, now);
    if (found.kind === 'unknowable') return 'ISSUER_UNAVAILABLE';
    if (found.kind !== 'caller' || found.caller.company !== caller.company) return 'ACCESS_ENDED';
    const view = await stages.views.snapshotOf(caller.company, now);
    return view.key === snapshot.key || view.accepts?.(operation) === true ? null : 'VIEW_CHANGED';
  };
}

interface Admitted {
  readonly context: RequestContext;
  readonly document: Operation;
  readonly snapshot: Snapshot;
}

/** The stages before the engine. */
async function admit(
  stages: Stages,
  http: HttpContext,
  request: Known,
  operation: Operation,
): Promise<Admitted> {
  const registry = pinRegistry(stages);
  const identified = identify(stages, http, registry);
  const caller = identified instanceof Promise ? await identified : identified;
  const rates = ratesOf(stages, caller, registry);
  http.rates = rates;
  const excess = rates.admit();
  if (excess) throw new RequestRefused('RATE_LIMITED', excess);
  // From here on variables are read by recursion, first of all to tell equal questions.
  if (isNestedDeeper(operation.variables)) throw new RequestRefused('BAD_USER_INPUT');
  const onFault = createFaultLog(stages.logger, http.requestId);
  const context = {
    requestId: request.requestId,
    traceparent: request.traceparent,
    span: request.span,
    caller,
    registry,
    rates,
    onFault,
  };
  const found = stages.findDocument(operation, context);
  const document = found instanceof Promise ? await found : found;
  return { context, document, snapshot: await pinView(stages, context) };
}

/** The caller's buckets, by its company's row of the pinned registry. */
function ratesOf({ rates }: Stages, caller: Caller, { companies }: RegistrySnapshot): CallerRates {
  return rates.of(caller, companies.get(caller.company)?.limits ?? null);
}

interface Served {
  readonly caller: Caller;
  readonly snapshot: Snapshot;
  readonly answer: Answer;
}

/** One line per request: who, by which view, how long and what codes; no document, variable or answer. */
function record(
  { logger, clock, meters }: Stages,
  started: number,
  { requestId, callerRequestId, traceparent, span }: Known,
  outcome: unknown,
): void {
  const ms = clock() - started;
  const end = endOf(outcome, ms);
  meters.request(end);
  span?.note({ company: end.company, outcome: end.outcome, codes: end.codes.join(' ') });
  if (!logger.isLevelEnabled('info')) return;
  const request = { requestId, callerRequestId, traceId: traceIdOf(traceparent), ms };
  logger.info(
    { ...request, ...(isServed(outcome) ? servedEntry(outcome) : { refused: end.codes[0] }) },
    'request',
  );
}

function endOf(outcome: unknown, ms: number): RequestEnd {
  if (!isServed(outcome)) {
    const code = outcome instanceof RequestRefused ? outcome.code : 'INTERNAL_SERVER_ERROR';
    return { company: '', outcome: 'refused', codes: [code], ms };
  }
  const { caller, answer } = outcome;
  const kind = answer.executed ? (answer.codes.length === 0 ? 'answered' : 'with_errors') : 'refused';
  return { company: caller.company, outcome: kind, codes: answer.codes, ms };
}

function isServed(outcome: unknown): outcome is Served {
  return typeof outcome === 'object' && outcome !== null && 'answer' in outcome;
}

function servedEntry({ caller, snapshot, answer }: Served) {
  const { executed, codes } = answer;
  return { company: caller.company, view: snapshot.key.slice(0, 12), executed, errors: codes };
}

/** A request keeps the registry that it began with. */
function pinRegistry({ registry }: Stages): RegistrySnapshot {
  const current = registry.current();
  if (!current) throw new RequestRefused('VIEW_UNAVAILABLE');
  return current;
}

/** At once where the caller was verified before. */
function identify(stages: Stages, http: HttpContext, registry: RegistrySnapshot): Caller | Promise<Caller> {
  const found = stages.authenticate(http.authorization, registry);
  if (found instanceof Promise) return found.then((one) => callerOf(one, stages, http));
  return callerOf(found, stages, http);
}

function callerOf(found: Authentication, { logger }: Stages, { requestId }: HttpContext): Caller {
  if (found.kind === 'caller') return found.caller;
  if (found.kind === 'unknowable') {
    logger.warn({ requestId, company: found.company }, "an issuer's keys could not be had");
    throw new RequestRefused('ISSUER_UNAVAILABLE');
  }
  if (found.kind === 'refused') logger.info({ requestId, reason: found.reason }, 'a token was refused');
  throw new RequestRefused('UNAUTHENTICATED');
}

/** No view, no answer. */
async function pinView(
  { views, logger }: Stages,
  { caller, registry, requestId }: RequestContext,
): Promise<Snapshot> {
  try {
    return await views.snapshotOf(caller.company, registry);
  } catch (error) {
    logger.error({ requestId, company: caller.company, reason: String(error) }, 'a view could not be built');
    throw new RequestRefused('VIEW_UNAVAILABLE');
  }
}
