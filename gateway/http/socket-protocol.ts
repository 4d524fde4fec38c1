import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import {
  GraphQLError,
  GraphQLSchema,
  parse,
  type ExecutionArgs,
  type FormattedExecutionResult as Result,
  type GraphQLFormattedError,
} from 'graphql';
import { makeServer, type Server } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Answer, LiveStream, Operation } from '../context.ts';
import { RequestRefused } from '../errors.ts';
import type { OpenOperation } from './event-stream.ts';

/** What a socket's operations need of the other stages. */
export interface ProtocolOptions {
  readonly open: OpenOperation;
  /**
   * For how long somebody may stay connected, in milliseconds; null for nobody, who may not connect. What each operation
   * may is asked with it.
   */
  readonly mayStay: (authorization: string | undefined) => Promise<number | null>;
  /** Operations under way on one socket. */
  readonly maxOperations: number;
}

/** A socket with what is under way on it. */
export interface Connected {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  /** Those that have not said their last word yet. */
  readonly streams: Set<LiveStream>;
  authorization?: string | undefined;
  /** Closes the socket when its caller's token has ended. */
  expiry?: NodeJS.Timeout;
}

/** How long the last word of a stream may take to a reader that is cut, in milliseconds. */
export const LAST_MS = 2_000;

/**
 * GraphQL over WebSocket by graphql-ws: close codes are the library's, 4400 4401 4403 4408 4409 4429 among them. What is
 * refused before it runs is an "error", all else "next".
 */
export function createProtocol(options: ProtocolOptions): Server<Connected> {
  const run = (given: ExecutionArgs) => (given as Asked).contextValue;
  return makeServer<Record<string, unknown>, Connected>({
    async onConnect({ connectionParams, extra }) {
      const given = connectionParams?.['authorization'] ?? connectionParams?.['Authorization'];
      extra.authorization = typeof given === 'string' ? given : extra.request.headers.authorization;
      const stay = await options.mayStay(extra.authorization);
      if (stay === null) return false;
      expireIn(stay, extra);
      return true;
    },
    async onSubscribe({ extra, subscriptions }, _id, { query, operationName, variables }) {
      if (Object.keys(subscriptions).length > options.maxOperations)
        return refused(new RequestRefused('TOO_MANY_STREAMS', { limit: 'callerStreams' }));
      const operation = {
        query,
        operationName: operationName ?? undefined,
        variables: variables ?? undefined,
        queriesOnly: false,
      };
      const opened = await openOn(extra, operation, options.open);
      return Array.isArray(opened) ? opened : { schema: NO_SCHEMA, document: ANY, contextValue: opened };
    },
    execute: run as never,
    subscribe: run as never,
    // Errors are as they go out already, and no objects of the library.
    onNext: (_context, _id, _payload, _args, result) => result as Result,
  });
}

/** Documents are the stages' business: the library, which asks what kind of operation it is, is told the same of all. */
const NO_SCHEMA = new GraphQLSchema({});
const ANY = parse('{ __typename }', { noLocation: true });

interface Asked extends ExecutionArgs {
  readonly contextValue: Result | AsyncGenerator<Result, void>;
}

/** After the end of a token. */
const LATE_MS = 500;

/** Its streams have said so by then. A timer takes no more than 31 bits. */
function expireIn(ms: number, extra: Connected): void {
  const delay = Math.min(ms + LATE_MS, 2 ** 31 - 1);
  extra.expiry = setTimeout(() => extra.socket.close(4403, 'TOKEN_EXPIRED'), delay);
}

async function openOn(
  extra: Connected,
  operation: Operation,
  open: OpenOperation,
): Promise<Asked['contextValue'] | GraphQLError[]> {
  try {
    const { authorization } = extra;
    const opened = await open(operation, { requestId: randomUUID(), authorization, traceparent: undefined });
    if (!('body' in opened)) return results(opened, extra);
    const result = readResult(opened);
    return opened.executed ? result : (result.errors ?? []).map(asLibraryError);
  } catch (error) {
    if (error instanceof RequestRefused) return refused(error);
    throw error;
  }
}

function refused(refusal: RequestRefused): GraphQLError[] {
  return [asLibraryError(refusal.toError())];
}

/** The library writes its own objects alone; this one is written as what it was made of. */
function asLibraryError(error: GraphQLFormattedError): GraphQLError {
  return Object.assign(new GraphQLError(error.message), error);
}

function readResult({ body }: Answer): Result {
  return JSON.parse(typeof body === 'string' ? body : Buffer.from(body).toString('utf8')) as Result;
}

/**
 * The results of a stream. Whoever gives them up need not wait for the next one: a generator's own `return` would, and
 * one that was never begun would not end its stream at all.
 */
function results(stream: LiveStream, extra: Connected): AsyncGenerator<Result, void> {
  const { socket, streams } = extra;
  streams.add(stream);
  if (socket.readyState !== socket.OPEN) stream.abandon();
  stream.cut.addEventListener('abort', () => {
    setTimeout(() => socket.bufferedAmount > 0 && socket.terminate(), LAST_MS);
  });
  const given = read(stream, extra);
  const end = given.return.bind(given);
  const giveUp: typeof given.return = (value) => {
    stream.abandon();
    streams.delete(stream);
    return end(value);
  };
  return Object.assign(given, { return: giveUp });
}

/** What ends a caller's token, or its patience, ends the socket too. */
async function* read(stream: LiveStream, { socket, streams }: Connected): AsyncGenerator<Result, void> {
  try {
    for await (const answer of stream) {
      yield readResult(answer);
      if (answer.codes.includes('TOKEN_EXPIRED')) socket.close(4403, 'TOKEN_EXPIRED');
      if (answer.codes.includes('SLOW_CONSUMER')) socket.close(1013, 'SLOW_CONSUMER');
    }
  } finally {
    stream.abandon();
    streams.delete(stream);
  }
}
