import { createContext, useContext } from 'react';
import { cacheExchange, Client, fetchExchange } from '@urql/core';
import { createClient as createStreamClient, type Client as StreamClient } from 'graphql-sse';
import type { Session } from '../session/session.ts';
import type { TypedDocumentString } from '../gql/graphql.ts';
import { createTransport } from './transport.ts';

/** The graph, as one signed-in person asks it. Nothing in it outlives the session: a cache is one person's. */
export interface Graph {
  readonly client: Client;
  /** The same without a cache. */
  readonly uncached: Client;
  readonly streams: StreamClient;
  /** Asks the graph as ever, over another `fetch`. */
  readonly fetchBy: (fetch: typeof globalThis.fetch) => typeof globalThis.fetch;
  /** The text of a typed document, made known to the transport. */
  textOf(document: TypedDocumentString<unknown, never>): string;
}

const GRAPH = '/graphql';

/** The graph for a session. */
export function createGraph(session: Session): Graph {
  const transport = createTransport(session, (input, init) => fetch(input, init));
  const url = new URL(GRAPH, window.location.origin).href;
  const usual = { url, fetch: transport.fetch, preferGetMethod: false } as const;
  return {
    client: new Client({ ...usual, exchanges: [cacheExchange, fetchExchange] }),
    uncached: new Client({ ...usual, exchanges: [fetchExchange] }),
    streams: createStreamClient({ url, fetchFn: transport.fetch, retryAttempts: 0 }),
    fetchBy: transport.by,
    textOf(document) {
      const text = document.toString();
      const name = /^\s*(?:query|mutation|subscription)\s+(\w+)/.exec(text)?.[1];
      const hash: unknown = document.__meta__?.['hash'];
      if (name !== undefined && typeof hash === 'string') transport.know(name, { text, hash });
      return text;
    },
  };
}

/** The graph, for everything within the shell. */
export const GraphContext = createContext<Graph | null>(null);

/** The graph. Throws outside of the shell. */
export function useGraph(): Graph {
  const graph = useContext(GraphContext);
  if (graph === null) throw new Error('there is no graph here');
  return graph;
}
