import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How an issuer's address answers. */
export type ServeKeys = (response: ServerResponse, request: IncomingMessage) => void;

/** A server that a hostile company registers for its issuer's keys. */
export interface KeyServer extends AsyncDisposable {
  readonly url: string;
  /** Paths asked for, in turn. */
  readonly asked: string[];
  /** Bytes that went out. */
  readonly sent: () => number;
  serve: ServeKeys;
}

/** Starts one; it answers as `serve` does by then. */
export async function startKeyServer(): Promise<KeyServer> {
  const asked: string[] = [];
  let sent = 0;
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const { socket } = response;
    response.on('close', () => (sent += socket?.bytesWritten ?? 0));
    running.serve(response, request);
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', () => done()));
  const running: KeyServer = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    asked,
    sent: () => sent,
    serve: (response) => response.end(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((done) => void server.close(() => done()));
    },
  };
  return running;
}

/** Serves a JSON document. */
export const json =
  (document: unknown): ServeKeys =>
  (response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify(document));

/** Serves text, under whatever headers. */
export const text =
  (body: string | Buffer, headers: Record<string, string> = {}): ServeKeys =>
  (response) =>
    response.writeHead(200, headers).end(body);

/** Serves a set of so many keys, as fast as they are taken. */
export const manyKeys =
  (count: number): ServeKeys =>
  (response) => {
    const key = JSON.stringify({ kty: 'OKP', crv: 'Ed25519', kid: 'x'.repeat(16_384) });
    let left = count;
    const more = () => {
      while (!response.destroyed && left > 0 && response.write(`${key},`)) left -= 1;
      if (left <= 0) response.end(`${key}]}`);
    };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"keys":[');
    response.on('drain', more);
    more();
  };
