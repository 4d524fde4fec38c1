import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A request as it came to a program. */
export interface RawAsked {
  readonly path: string;
  readonly head: string;
  readonly json: {
    readonly query?: string;
    readonly variables?: { readonly representations?: readonly Record<string, unknown>[] } & Record<
      string,
      unknown
    >;
  };
}

/** Answers with a value, sent as JSON; undefined where it has written to the socket itself, whatever it is. */
export type RawAnswering = (asked: RawAsked, socket: Socket) => unknown;

/** A program that speaks bytes: HTTP as it should be, or anything else. */
export interface RawProgram extends AsyncDisposable {
  readonly origin: string;
  readonly asked: readonly RawAsked[];
  /** Open connections. */
  readonly sockets: ReadonlySet<Socket>;
  answering: RawAnswering;
}

/** An answer in HTTP, as bytes. */
export function httpAnswer(
  text: string,
  headers: readonly string[] = ['content-type: application/json'],
): string {
  return ['HTTP/1.1 200 OK', ...headers, `content-length: ${Buffer.byteLength(text)}`, '', text].join('\r\n');
}

/** Starts one on a free port of the loopback. */
export async function startRawProgram(first: RawAnswering): Promise<RawProgram> {
  const asked: RawAsked[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    readRequests(socket, (one) => {
      asked.push(one);
      void Promise.resolve(program.answering(one, socket)).then((value) => {
        if (value !== undefined) socket.write(httpAnswer(JSON.stringify(value)));
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const program: RawProgram = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ asked, sockets, answering: first },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
  return program;
}

/** Requests of one connection, each with its length. */
function readRequests(socket: Socket, tell: (asked: RawAsked) => void): void {
  let bytes = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (;;) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = bytes.subarray(0, end).toString('latin1');
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (bytes.length < end + 4 + length) return;
      const body = bytes.subarray(end + 4, end + 4 + length).toString('utf8');
      bytes = bytes.subarray(end + 4 + length);
      const json = (body.startsWith('{') ? JSON.parse(body) : {}) as RawAsked['json'];
      tell({ path: head.split(' ')[1] ?? '', head, json });
    }
  });
}
