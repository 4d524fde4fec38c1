import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { handleProtocols, type Server } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { createProtocol, LAST_MS, type Connected, type ProtocolOptions } from './socket-protocol.ts';

/** Takes over connections that ask for `graphql-transport-ws`. */
export interface SocketServer {
  readonly upgrade: (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Closes every socket with 1001, once its streams, which were ended before, have said their last word. */
  close(): Promise<void>;
}

/** What sockets need of the other stages. */
export interface SocketOptions extends ProtocolOptions {
  readonly maxBytes: number;
  readonly maxSockets: number;
  readonly onFault: (error: unknown) => void;
}

const PATH = /^\/graphql(?:\?|$)/;
const PING_MS = 12_000;

/** Serves sockets until it is closed. */
export function createSocketServer(options: SocketOptions): SocketServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: options.maxBytes, handleProtocols });
  const connected = new Set<Connected>();
  const server = createProtocol(options);
  let closing = false;
  const refusalOf = ({ url = '' }: IncomingMessage) => {
    if (!PATH.test(url)) return '404 Not Found';
    return closing || connected.size >= options.maxSockets ? '503 Service Unavailable' : null;
  };
  return {
    upgrade: (incoming, socket, head) => {
      socket.on('error', () => undefined);
      const refused = refusalOf(incoming);
      if (refused !== null) refuse(socket, refused);
      else
        sockets.handleUpgrade(incoming, socket, head, (accepted) => {
          const one: Connected = { socket: accepted, request: incoming, streams: new Set() };
          connected.add(one);
          accepted.once('close', () => connected.delete(one));
          serve(one, server, options);
        });
    },
    async close() {
      closing = true;
      await Promise.all([...connected].map(sendAway));
      sockets.close();
    },
  };
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

const LOOK_MS = 10;

async function sendAway({ socket, streams }: Connected): Promise<void> {
  const late = performance.now() + LAST_MS;
  while (streams.size > 0 && performance.now() < late) await pause(LOOK_MS);
  socket.close(1001, 'Going away');
  const closed = new Promise((resolve) => socket.once('close', resolve));
  if (socket.readyState !== socket.CLOSED) await Promise.race([closed, pause(LAST_MS)]);
  socket.terminate();
}

/** The most that a close frame can say beside its code, in bytes. */
const REASON_BYTES = 123;

function serve(one: Connected, server: Server<Connected>, options: SocketOptions): void {
  const { socket } = one;
  const closed = server.opened(
    {
      protocol: socket.protocol,
      // Settles when the bytes have left, so that a slow reader makes its streams slow.
      send: (data) =>
        new Promise((resolve) =>
          socket.readyState === socket.OPEN ? socket.send(data, () => resolve()) : resolve(),
        ),
      // The library's reasons may quote what the client said.
      close: (code, reason) => socket.close(code, Buffer.from(reason ?? '').subarray(0, REASON_BYTES)),
      onMessage: (receive) =>
        socket.on('message', (data: Buffer) => {
          receive(data.toString('utf8')).catch((error: unknown) => {
            options.onFault(error);
            socket.close(4500, 'Internal server error');
          });
        }),
    },
    one,
  );
  const stopPings = keepAlive(socket);
  socket.on('error', () => undefined);
  socket.once('close', (code, reason) => {
    stopPings();
    clearTimeout(one.expiry);
    for (const stream of one.streams) stream.abandon();
    void closed(code, reason.toString('utf8'));
  });
}

/** A socket whose other side is gone without a word would stay for ever. */
function keepAlive(socket: WebSocket): () => void {
  let answered = true;
  const ping = setInterval(() => {
    if (answered) socket.ping();
    else socket.terminate();
    answered = false;
  }, PING_MS);
  socket.on('pong', () => (answered = true));
  return () => clearInterval(ping);
}
