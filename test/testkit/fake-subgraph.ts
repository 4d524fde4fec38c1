import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a fake subgraph was asked. */
export interface Asked {
  readonly headers: IncomingHttpHeaders;
  readonly query: string;
  readonly variables: { readonly representations?: readonly Record<string, unknown>[] } & Record<
    string,
    unknown
  >;
}

/** How it answers: a value is sent as JSON, a string as it stands; never settling leaves the caller waiting. */
export type Answering = (asked: Asked) => unknown;

/** A program at a company's address that is not the company's subgraph. */
export interface FakeSubgraph extends AsyncDisposable {
  readonly url: string;
  readonly asked: readonly Asked[];
  answering: Answering;
}

/** Starts one on a free port of the loopback. */
export async function startFakeSubgraph(first: Answering): Promise<FakeSubgraph> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Pick<Asked, 'query' | 'variables'>;
      const one = { ...body, headers: request.headers };
      asked.push(one);
      void Promise.resolve(fake.answering(one)).then((answer) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const fake: FakeSubgraph = {
    url: `http://127.0.0.1:${port}/graphql`,
    asked,
    answering: first,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}
