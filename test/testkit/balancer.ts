import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A balancer without sticky sessions: each request goes to another replica than the one before. */
export interface Balancer {
  readonly url: string;
  /** How many requests each replica was given, by its address. */
  readonly given: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

/** Told of a request that a replica did not answer to its end. */
type OnBroken = (replica: string, error: Error) => void;

/** Starts it, on a free port unless told, for replicas that may become more. A replica that refuses the connection is passed over. */
export async function startBalancer(
  replicas: readonly string[],
  port = 0,
  onBroken: OnBroken = () => undefined,
): Promise<Balancer> {
  const given = new Map<string, number>();
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    void bodyOf(incoming).then((body) => {
      const first = (turn += 1);
      const order = replicas.map((_, at) => replicas[(first + at) % replicas.length] ?? '');
      forward({ incoming, body, outgoing, given, onBroken }, order);
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    given,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly body: Buffer;
  readonly outgoing: ServerResponse;
  readonly given: Map<string, number>;
  readonly onBroken: OnBroken;
}

function forward(exchange: Exchange, [replica, ...others]: readonly string[]): void {
  const { incoming, body, outgoing, given, onBroken } = exchange;
  if (replica === undefined) {
    onBroken('none', new Error('no replica takes connections'));
    outgoing.destroy();
    return;
  }
  const { method, url = '', headers } = incoming;
  const broken = (error: Error) => {
    // Who asked may have gone by itself.
    if (!outgoing.destroyed) onBroken(`${replica}${url}`, error);
    outgoing.destroy();
  };
  // A connection for each request: none is kept that its program might close while a request is on its way.
  const once = { headers: { ...headers, connection: 'close' }, agent: false } as const;
  const onward = request(`${replica}${url}`, { method, ...once }, (answer) => {
    given.set(replica, (given.get(replica) ?? 0) + 1);
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
    answer.on('error', broken);
  });
  onward.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNREFUSED') forward(exchange, others);
    else broken(error);
  });
  outgoing.on('close', () => onward.destroy());
  onward.end(body);
}
