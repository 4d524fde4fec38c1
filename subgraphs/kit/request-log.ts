import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { REQUEST_ID_HEADER, TRACE_HEADER } from '#schema/wire/headers.ts';
import type { Clock } from '#schema/wire/signatures.ts';
import { NO_TRACING, type Span } from '#telemetry/span.ts';
import { readTraceparent } from '#telemetry/traceparent.ts';
import type { HttpRequest, Route } from './http-server.ts';
import type { Logger } from './logger.ts';
import type { Observing } from './observing.ts';

/** One line per request, and every fault under its request's id. */
export interface RequestLog {
  /** The route, with its requests logged. */
  logged(route: Route, level?: 'info' | 'debug'): Route;
  /** Adds to the line of the request that is being served: who asked, never what. */
  note(facts: Readonly<Record<string, string>>): void;
  /** Logs a fault of ours. */
  readonly fault: (error: unknown) => void;
}

interface Entry {
  readonly requestId: string;
  readonly facts: Record<string, string>;
}

const REQUEST_ID = /^[A-Za-z0-9-]{1,64}$/;

type Observed = Pick<Observing, 'tracing' | 'served'>;
const UNOBSERVED: Observed = { tracing: NO_TRACING, served: () => undefined };

/** Requests are told apart by their asynchronous context, so that no code between has to carry the id. */
export function createRequestLog(
  logger: Logger,
  clock: Clock,
  { tracing, served }: Observed = UNOBSERVED,
): RequestLog {
  const entries = new AsyncLocalStorage<Entry>();
  const fault = (error: unknown) => {
    logger.error({ requestId: entries.getStore()?.requestId, fault: describeFault(error) }, 'fault');
  };
  const serve = async (route: Route, request: HttpRequest) => {
    try {
      return await route.handle(request);
    } catch (error) {
      fault(error);
      return { status: 500 };
    }
  };
  return {
    logged: (route, level = 'info') => ({
      ...route,
      async handle(request) {
        const entry: Entry = { requestId: requestId(request), facts: {} };
        const trace = request.header(TRACE_HEADER);
        const span = tracing.begin(`${route.method} ${route.path}`, trace);
        const start = clock();
        const reply = await entries.run(entry, () => serve(route, request));
        const { status } = reply;
        const ms = clock() - start;
        served(route.path, status, ms);
        endSpan(span, status, entry.facts);
        logger[level](
          { requestId: entry.requestId, ...traceOf(trace), ...entry.facts, status, ms },
          route.path,
        );
        return reply;
      },
    }),
    note: (facts) => void Object.assign(entries.getStore()?.facts ?? {}, facts),
    fault,
  };
}

function endSpan(span: Span | null, status: number, facts: Entry['facts']): void {
  span?.note({ ...facts, 'http.response.status_code': status });
  span?.end(status >= 500 ? 'INTERNAL_SERVER_ERROR' : undefined);
}

function traceOf(header: string | undefined): { readonly traceId?: string } {
  const origin = readTraceparent(header);
  return origin ? { traceId: origin.traceId } : {};
}

function requestId(request: HttpRequest): string {
  const given = request.header(REQUEST_ID_HEADER);
  return given !== undefined && REQUEST_ID.test(given) ? given : randomUUID();
}

/** What the log keeps of an error. A GraphQLError carries the whole document and a Prisma error its arguments: neither goes in. */
export function describeFault(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { message: String(error) };
  const cause =
    'originalError' in error && error.originalError instanceof Error ? error.originalError : error;
  const code = 'code' in cause ? cause.code : undefined;
  return { name: cause.name, code, message: cause.message, stack: cause.stack };
}
