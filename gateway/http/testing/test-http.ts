import { connect } from 'node:net';
import type { ErrorCode } from '../../errors.ts';
import { createGraphQLHandler, type AnswerOperation } from '../graphql-handler.ts';
import { startHttp, type HttpOptions, type RunningHttp } from '../server.ts';

/** The one origin whose pages may read answers. */
export const ORIGIN = 'https://studio.apollographql.com';

/** What a test may change of the server, and what it may look at. */
export interface Site {
  readonly http: RunningHttp;
  answer: AnswerOperation;
  ready: boolean;
  readonly faults: [string, unknown][];
  /** Another server, that answers as this one does. */
  start(more?: Partial<HttpOptions>): Promise<RunningHttp>;
  /** Sends a query by POST unless `init` says otherwise; `given` answers it. */
  ask(init?: Asked, given?: AnswerOperation): Promise<{ status: number; headers: Headers; text: string }>;
  /** Sends bytes as they are, and gives all that comes back. */
  raw(bytes: string, port?: number): Promise<string>;
}

/** A request as `fetch` takes it, but for the address. */
export interface Asked extends Omit<RequestInit, 'headers'> {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A small GraphQL answer. */
export interface Given {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions: { readonly code: ErrorCode } }[];
}

/** Answers every operation so. */
export const answering =
  (given: Given): AnswerOperation =>
  () =>
    Promise.resolve({
      body: JSON.stringify(given),
      executed: given.data !== undefined,
      codes: given.errors?.map(({ extensions }) => extensions.code) ?? [],
    });
export const hello = answering({ data: { hello: 'you' } });

/** The codes of the errors in a body. */
export const codesOf = (text: string) =>
  (JSON.parse(text) as { errors: { extensions?: { code?: string } }[] }).errors.map(
    ({ extensions }) => extensions?.code,
  );

/** Starts the gateway's HTTP server with an engine that the test speaks for. */
export async function startSite(): Promise<Site> {
  const faults: Site['faults'] = [];
  const start = (more: Partial<HttpOptions> = {}) =>
    startHttp({
      host: '127.0.0.1',
      port: 0,
      corsOrigins: new Set([ORIGIN]),
      graphql: createGraphQLHandler({
        answer: (operation, http) => site.answer(operation, http),
        maxBodyBytes: 2000,
        admitLarge: () => Promise.resolve(null),
      }),
      pages: { read: (page) => Promise.resolve(`<html>${page}`) },
      jwks: { keys: [] },
      isReady: () => site.ready,
      newId: () => 'new-id',
      onFault: (requestId, error) => void faults.push([requestId, error]),
      ...more,
    });
  const http = await start();
  const site: Site = {
    http,
    answer: hello,
    ready: true,
    faults,
    start,
    async ask(init = {}, given = hello) {
      site.answer = given;
      const { path = '/graphql', headers = {}, ...rest } = init;
      const response = await fetch(`${http.url}${path}`, {
        method: 'POST',
        ...(rest.method === undefined ? { body: JSON.stringify({ query: '{ hello }' }) } : {}),
        redirect: 'manual',
        ...rest,
        headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    raw: (bytes, port = http.port) => exchange(bytes, port),
  };
  return site;
}

function exchange(bytes: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}
