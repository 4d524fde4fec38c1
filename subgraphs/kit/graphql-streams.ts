import {
  createSourceEventStream,
  execute,
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { isCallerFault, publicError, streamEnd } from './errors.ts';
import type { EventSink } from './event-sink.ts';
import { createTurns } from './turns.ts';
import { jsonReply, type HttpReply, type HttpRequest } from './http-server.ts';

/** What is sent, and asked for, by `accept`. */
export const EVENT_STREAM = 'text/event-stream';

/** How a program serves subscriptions. */
export interface StreamOptions<Context> {
  /**
   * Checks who asks, once; null refuses it with 401. Gives what opens a context: one for the stream's own reading, and
   * then a fresh one for each batch of events. The signal ends the stream.
   */
  readonly admit: (request: HttpRequest) => Promise<((signal: AbortSignal) => Context) | null>;
  /** Batches of events whose fields are resolved at once, over all streams. */
  readonly concurrency: number;
}

/** Served subscriptions. */
export interface Streams {
  answer(request: HttpRequest): Promise<HttpReply>;
  drain(): Promise<void>;
}

interface Operation {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variableValues: Record<string, unknown>;
}

/** What a batch is resolved with, beside its operation. */
interface Surroundings<Context> {
  readonly finish?: (context: Context) => Promise<void>;
  readonly onFault: (error: unknown) => void;
}

/**
 * Serves subscriptions as GraphQL over server-sent events, one stream a request. A `subscribe` resolver gives batches:
 * arrays of what its field resolves from. Throwing `streamEnd` says why there is no more.
 */
export function createStreams<Context>(
  schema: GraphQLSchema,
  { admit, concurrency }: StreamOptions<Context>,
  { finish, onFault }: Surroundings<Context>,
): Streams {
  const draining = new AbortController();
  const running = new Set<Promise<void>>();
  const turn = createTurns(concurrency);
  const readDocument = documentReader(schema);

  const resolveBatch = (operation: Operation, batch: readonly unknown[], open: () => Context) =>
    turn(async () => {
      const contextValue = open();
      const resolve = async (rootValue: unknown) =>
        execute({ schema, ...operation, rootValue, contextValue });
      try {
        return await Promise.all(batch.map(resolve));
      } finally {
        await finish?.(contextValue);
      }
    });

  async function run(operation: Operation, open: (signal: AbortSignal) => Context, sink: EventSink) {
    const signal = AbortSignal.any([sink.signal, draining.signal]);
    const contextValue = open(signal);
    try {
      const source = await createSourceEventStream({ schema, ...operation, contextValue });
      if (!(Symbol.asyncIterator in source)) {
        await sink.send('next', textOf(source, onFault));
        return;
      }
      for await (const batch of source as AsyncIterable<readonly unknown[]>)
        for (const result of await resolveBatch(operation, batch, () => open(signal)))
          await sink.send('next', textOf(result, onFault));
      if (draining.signal.aborted) throw streamEnd('SERVER_DRAINING');
    } catch (error) {
      await sink.send('next', textOf({ errors: [asTold(error)] }, onFault));
    } finally {
      await finish?.(contextValue);
    }
  }

  return {
    async answer(request) {
      const operation = readOperation(request.body, readDocument);
      if (operation === null) return jsonReply(400, refusal('BAD_REQUEST', 'This is no subscription.'));
      const open = await admit(request);
      if (open === null) return jsonReply(401, refusal('UNAUTHENTICATED', 'A valid passport is required.'));
      const events = async (sink: EventSink) => {
        const stream = run(operation, open, sink)
          .catch(onFault)
          .then(() => sink.send('complete', ''));
        running.add(stream);
        await stream.finally(() => running.delete(stream));
      };
      return { status: 200, headers: HEADERS, events };
    },
    async drain() {
      draining.abort();
      await Promise.all(running);
    },
  };
}

const HEADERS = { 'content-type': `${EVENT_STREAM}; charset=utf-8`, 'cache-control': 'no-store' };

type ReadDocument = (query: string) => DocumentNode | null;

const DOCUMENTS = 500;
/** Longer ones are not remembered, in characters. */
const LONGEST = 20_000;

/** Reads valid documents, each once: streams are many, and what they ask is mostly the same. Null for any other. */
function documentReader(schema: GraphQLSchema): ReadDocument {
  const known = new LRUCache<string, DocumentNode>({ max: DOCUMENTS });
  return (query) => {
    const before = known.get(query);
    if (before) return before;
    const document = parse(query);
    if (validate(schema, document).length > 0) return null;
    if (query.length <= LONGEST) known.set(query, document);
    return document;
  };
}

function readOperation(body: string, read: ReadDocument): Operation | null {
  try {
    const { query, operationName, variables } = JSON.parse(body) as Record<string, unknown>;
    const document = read(String(query));
    if (document === null) return null;
    const name = typeof operationName === 'string' ? operationName : undefined;
    if (getOperationAST(document, name)?.operation !== OperationTypeNode.SUBSCRIPTION) return null;
    const variableValues = typeof variables === 'object' && variables !== null ? { ...variables } : {};
    return { document, operationName: name, variableValues };
  } catch {
    return null;
  }
}

function textOf({ data, errors }: ExecutionResult, onFault: (error: unknown) => void): string {
  const formatted = errors?.map((error) => {
    const shown = error.toJSON();
    if (!isCallerFault(shown)) onFault(error);
    return publicError(shown);
  });
  return JSON.stringify({ data, ...(formatted ? { errors: formatted } : {}) });
}

function asTold(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError('', { originalError });
}

function refusal(code: string, message: string) {
  return { errors: [{ message, extensions: { code } }] };
}
