import { startLocalServer, type LocalServer } from './local-server.ts';

/** A span as it reached the collector. */
export interface SeenSpan {
  readonly program: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** An OpenTelemetry collector of a test's own. */
export interface SpanCollector extends AsyncDisposable {
  /** For `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`. */
  readonly endpoint: string;
  readonly spans: readonly SeenSpan[];
  /** All that came, as it came. */
  readonly texts: readonly string[];
}

interface Otlp {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Pair[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<SeenSpan, 'attributes' | 'program'> & {
        readonly attributes: readonly Pair[];
      })[];
    }[];
  }[];
}

interface Pair {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Starts one that takes OTLP over HTTP in JSON. */
export async function startSpanCollector(): Promise<SpanCollector> {
  const spans: SeenSpan[] = [];
  const texts: string[] = [];
  const server: LocalServer = await startLocalServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      texts.push(text);
      spans.push(...spansOf(JSON.parse(text) as Otlp));
      outgoing.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  return {
    endpoint: `${server.url}/v1/traces`,
    spans,
    texts,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function spansOf({ resourceSpans }: Otlp): SeenSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        ...span,
        parentSpanId: span.parentSpanId,
        program: String(recordOf(resource.attributes)['service.name']),
        attributes: recordOf(span.attributes),
      })),
    ),
  );
}

function recordOf(pairs: readonly Pair[]): Record<string, unknown> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]]));
}
