import { once } from 'node:events';
import { WebSocket } from 'ws';

/** A message of `graphql-transport-ws`, as it came. */
export interface SocketMessage {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** A socket to a gateway, without a client's manners. */
export interface RawSocket {
  readonly socket: WebSocket;
  send(message: object | string): void;
  /** The next message; null once the socket is closed. Rejects when none comes within the time, in milliseconds. */
  next(withinMs?: number): Promise<SocketMessage | null>;
  /** The code and the reason that it is closed with. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

/** Connects; says nothing. */
export async function connectSocket(
  gatewayUrl: string,
  headers: Record<string, string> = {},
): Promise<RawSocket> {
  const socket = new WebSocket(`${gatewayUrl.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers,
  });
  const came: SocketMessage[] = [];
  let wake: () => void = () => undefined;
  socket.on('message', (data: Buffer) => {
    came.push(JSON.parse(data.toString('utf8')) as SocketMessage);
    wake();
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => {
      resolve({ code, reason: reason.toString('utf8') });
      wake();
    }),
  );
  await once(socket, 'open');
  return {
    socket,
    closed,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    async next(withinMs = 5000) {
      const late = Date.now() + withinMs;
      while (came.length === 0 && socket.readyState !== WebSocket.CLOSED) {
        if (Date.now() >= late) throw new Error(`no message within ${String(withinMs)} ms`);
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, Math.max(1, late - Date.now())).unref();
        });
      }
      return came.shift() ?? null;
    },
  };
}

/** Connects and says who asks. */
export async function joinSocket(gatewayUrl: string, token: string): Promise<RawSocket> {
  const socket = await connectSocket(gatewayUrl);
  socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
  const answer = await socket.next();
  if (answer?.type !== 'connection_ack') throw new Error(`no acknowledgement: ${JSON.stringify(answer)}`);
  return socket;
}
