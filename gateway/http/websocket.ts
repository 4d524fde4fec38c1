import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { parse, type ExecutionArgs, type ExecutionResult, GraphQLSchema, GraphQLError } from 'graphql';
import { handleProtocols, makeServer, type Server } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Answer, LiveStream, Operation } from '../context.ts';
import { RequestRefused, tableError, type ErrorCode } from '../errors.ts';
import type { OpenOperation } from './event-stream.ts';

/** Takes over connections that ask for `graphql-transport-ws`. */
export interface SocketServer {
  readonly upgrade: (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Closes every socket with 1001, its streams ended before. */
  close(): Promise<void>;
}

/** What sockets need of the other stages. */
export interface SocketOptions {
  readonly open: OpenOperation;
  /** Whether somebody may connect at all; what each operation may is asked with it. */
  readonly knows: (authorization: string | undefined) => Promise<boolean>;
  readonly maxBytes: number;
  readonly maxSockets: number;
  readonly onFault: (error: unknown) => void;
}

interface Extra {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  authorization?: string | undefined;
}

const PATH = /^\/graphql(?:\?|$)/;
const PING_MS = 12_000;

/** GraphQL over WebSocket by graphql-ws: close codes are the library's, 4400 4401 4403 4408 4409 4429 among them. */
export function createSocketServer(options: SocketOptions): SocketServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: options.maxBytes, handleProtocols });
  const server = createProtocol(options);
  const isFull = () => sockets.clients.size >= options.maxSockets;
  return {
    upgrade: (incoming, socket, head) => {
      socket.on('error', () => undefined);
      const refused = !PATH.test(incoming.url ?? '')
        ? '404 Not Found'
        : isFull()
          ? '503 Service Unavailable'
          : null;
      if (refused !== null) refuse(socket, refused);
      else
        sockets.handleUpgrade(incoming, socket, head, (accepted) =>
          serve(accepted, incoming, server, options),
        );
    },
    async close() {
      for (const client of sockets.clients) client.close(1001, 'Going away');
      await new Promise((resolve) => setTimeout(resolve, sockets.clients.size > 0 ? LAST_MS : 0));
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
  };
}

const LAST_MS = 500;

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

function serve(
  socket: WebSocket,
  request: IncomingMessage,
  server: Server<Extra>,
  options: SocketOptions,
): void {
  const closed = server.opened(
    {
      protocol: socket.protocol,
      // Settles when the bytes have left, so that a slow reader makes its streams slow.
      send: (data) =>
        new Promise((resolve) =>
          socket.readyState === socket.OPEN ? socket.send(data, () => resolve()) : resolve(),
        ),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (receive) =>
        socket.on('message', (data: Buffer) => {
          receive(data.toString('utf8')).catch((error: unknown) => {
            options.onFault(error);
            socket.close(4500, 'Internal server error');
          });
        }),
    },
    { socket, request },
  );
  let answered = true;
  const ping = setInterval(() => {
    if (answered) socket.ping();
    else socket.terminate();
    answered = false;
  }, PING_MS);
  socket.on('pong', () => (answered = true));
  socket.on('error', () => undefined);
  socket.once('close', (code, reason) => {
    clearInterval(ping);
    void closed(code, reason.toString('utf8'));
  });
}

/** Schemas are the stages' business: the library is given an empty one, and operations as they came. */
const NO_SCHEMA = new GraphQLSchema({});

interface Asked extends ExecutionArgs {
  readonly contextValue: { readonly operation: Operation; readonly extra: Extra };
}

function createProtocol({ open, knows }: SocketOptions): Server<Extra> {
  const run = async (given: ExecutionArgs) => {
    const { operation, extra } = (given as Asked).contextValue;
    try {
      const opened = await open(operation, {
        requestId: randomUUID(),
        authorization: extra.authorization,
        traceparent: undefined,
      });
      if (typeof opened === 'string') return resultOf(opened);
      return 'body' in opened ? readResult(opened) : results(opened, extra.socket);
    } catch (error) {
      if (error instanceof RequestRefused) return resultOf(error.code);
      throw error;
    }
  };
  return makeServer<Record<string, unknown>, Extra>({
    async onConnect({ connectionParams, extra }) {
      const given = connectionParams?.['authorization'] ?? connectionParams?.['Authorization'];
      extra.authorization = typeof given === 'string' ? given : extra.request.headers.authorization;
      return knows(extra.authorization);
    },
    onSubscribe: ({ extra }, _id, { query, operationName, variables }) => {
      const operation = {
        query,
        operationName: operationName ?? undefined,
        variables: variables ?? undefined,
        queriesOnly: false,
      };
      const document = parsed(query);
      if (!document)
        return [new GraphQLError('', { extensions: tableError('GRAPHQL_PARSE_FAILED').extensions })];
      return { schema: NO_SCHEMA, document, operationName, contextValue: { operation, extra } };
    },
    execute: run,
    subscribe: run as never,
  });
}

/** The library asks what kind of operation it is. */
function parsed(query: string) {
  try {
    return parse(query, { noLocation: true });
  } catch {
    return null;
  }
}

function resultOf(code: ErrorCode): ExecutionResult {
  return { errors: [tableError(code) as unknown as GraphQLError] };
}

function readResult({ body }: Answer): ExecutionResult {
  return JSON.parse(typeof body === 'string' ? body : Buffer.from(body).toString('utf8')) as ExecutionResult;
}

/** The results of a stream. What ends a caller's token, or its patience, ends the socket too. */
async function* results(stream: LiveStream, socket: WebSocket): AsyncGenerator<ExecutionResult, void> {
  stream.cut.addEventListener('abort', () => {
    setTimeout(() => socket.bufferedAmount > 0 && socket.terminate(), LAST_MS);
  });
  socket.once('close', () => stream.abandon());
  try {
    for await (const answer of stream) {
      yield readResult(answer);
      if (answer.codes.includes('TOKEN_EXPIRED')) socket.close(4403, 'TOKEN_EXPIRED');
      if (answer.codes.includes('SLOW_CONSUMER')) socket.close(1013, 'SLOW_CONSUMER');
    }
  } finally {
    stream.abandon();
  }
}
