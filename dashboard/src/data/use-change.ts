import { useCallback } from 'react';
import type { TypedDocumentString } from '../gql/graphql.ts';
import { useGraph, type Graph } from './client.ts';
import { problemOf, type Problem } from './problem-rules.ts';

/** What a person got wrong, as the payload of a change says it. Select `message path code`. */
export interface UserError {
  readonly message: string;
  readonly path?: readonly string[] | null;
  readonly code: string;
}

/** What a change came to. */
export type Outcome<Payload> =
  | { readonly kind: 'done'; readonly payload: Payload }
  | { readonly kind: 'refused'; readonly errors: readonly UserError[] }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** The payload of a mutation of one field. */
export type PayloadOf<Data> = NonNullable<Exclude<Data[Exclude<keyof Data, '__typename'>], null | undefined>>;

/** How long to wait before sending once more, in milliseconds. */
const WAITS = [400, 1000, 2000, 4000, 8000, 8000];

/** A key under which the shared layer does a thing once, however often it is asked. */
export function newIdempotencyKey(): string {
  return crypto.randomUUID();
}

/** How a change is sent. */
export interface SendOptions {
  /** Ends the trying. */
  readonly signal?: AbortSignal;
  /** In the place of the browser's own: see `watchedFetch`. */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * Sends a mutation of one field. One whose input has an `idempotencyKey` is sent again, with that key, while the network
 * is away: about 25 seconds, or until `signal` ends it. Any other is sent once.
 */
export async function sendChange<Data, Variables extends Record<string, unknown>>(
  graph: Graph,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  { signal, fetch }: SendOptions = {},
): Promise<Outcome<PayloadOf<Data>>> {
  const context = fetch ? { fetch: graph.fetchBy(fetch) } : {};
  const waits = isRepeatable(variables) ? [...WAITS] : [];
  for (;;) {
    const { data, error } = await graph.client
      .mutation<Data, Variables>(graph.textOf(document), variables, context)
      .toPromise();
    const payload = data ? payloadOf<Data>(data) : null;
    if (payload) {
      const { userErrors: errors = [] } = payload as { userErrors?: readonly UserError[] };
      return errors.length > 0 ? { kind: 'refused', errors } : { kind: 'done', payload };
    }
    const problem = problemOf(error?.networkError, error?.graphQLErrors ?? []) ?? NOTHING;
    const wait = problem.kind === 'offline' || problem.kind === 'unavailable' ? waits.shift() : undefined;
    if (wait === undefined || signal?.aborted === true) return { kind: 'failed', problem };
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** {@link sendChange} for a component. */
export function useChange<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentString<Data, Variables>,
): (variables: Variables, options?: SendOptions) => Promise<Outcome<PayloadOf<Data>>> {
  const graph = useGraph();
  return useCallback(
    (variables, options) => sendChange(graph, document, variables, options),
    [graph, document],
  );
}

const NOTHING: Problem = { kind: 'failed', code: null, message: 'Nothing came back.' };

function payloadOf<Data>(data: object): PayloadOf<Data> | null {
  const fields = Object.entries(data).filter(([name]) => name !== '__typename');
  return (fields[0]?.[1] ?? null) as PayloadOf<Data> | null;
}

function isRepeatable({ input }: Record<string, unknown>): boolean {
  return typeof input === 'object' && input !== null && 'idempotencyKey' in input;
}
