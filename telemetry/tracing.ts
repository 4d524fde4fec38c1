import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
} from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  TraceIdRatioBasedSampler,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { Span, Tracing } from './span.ts';
import { readTraceparent, writeTraceparent } from './traceparent.ts';

/** What waits to be sent: with a collector that is away, or behind, further spans are dropped. */
const QUEUE = { maxQueueSize: 4096, maxExportBatchSize: 512, scheduledDelayMillis: 1000 };

/**
 * Records one trace in so many, by its id, as every program with the same ratio does: no caller's flag decides it, or
 * somebody could have everything recorded.
 *
 * @param ratio from 0 to 1
 * @param exporter left out: OTLP over HTTP to the endpoint, with the headers of `OTEL_EXPORTER_OTLP_HEADERS`
 */
export function createTracing(
  program: string,
  { endpoint, ratio }: { readonly endpoint: string; readonly ratio: number },
  exporter: SpanExporter = new OTLPTraceExporter({ url: endpoint }),
): Tracing {
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': program, 'service.namespace': 'agent-network' }),
    sampler: new TraceIdRatioBasedSampler(ratio),
    spanProcessors: [new BatchSpanProcessor(exporter, QUEUE)],
  });
  const tracer = provider.getTracer('agent-network');

  function start(name: string, kind: SpanKind, attributes: Attributes, parent: Context): Span | null {
    const span = tracer.startSpan(name, { kind, attributes }, parent);
    if (!span.isRecording()) return null;
    const { traceId, spanId } = span.spanContext();
    const here = trace.setSpan(ROOT_CONTEXT, span);
    const self: Span = {
      traceparent: writeTraceparent({ traceId, flags: '01' }, spanId),
      call: (called, given = {}) => start(called, SpanKind.CLIENT, given, here) ?? self,
      note: (given) => void span.setAttributes(given),
      end(fault) {
        if (fault !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: fault });
        span.end();
      },
    };
    return self;
  }

  return {
    begin: (name, traceparent) => start(name, SpanKind.SERVER, {}, parentOf(traceparent)),
    stop: () => provider.shutdown(),
  };
}

function parentOf(traceparent: string | undefined): Context {
  const origin = readTraceparent(traceparent);
  if (!origin) return ROOT_CONTEXT;
  const { traceId, parentId, flags } = origin;
  const remote = { traceId, spanId: parentId, traceFlags: parseInt(flags, 16), isRemote: true };
  return trace.setSpanContext(ROOT_CONTEXT, remote);
}
