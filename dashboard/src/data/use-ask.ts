import { useCallback, useMemo, useState } from 'react';
import { useQuery } from 'urql';
import type { TypedDocumentString } from '../gql/graphql.ts';
import { useGraph } from './client.ts';
import { missingFields, problemOf, type MissingField, type Problem } from './problem-rules.ts';

/** What a query has come to so far. */
export interface Asked<Data> {
  /** The answer, whole or in part; undefined while there is none. */
  readonly data: Data | undefined;
  /** Whether an answer is on its way; `data` may be an earlier one. */
  readonly loading: boolean;
  /** Why there is no answer; null while there is `data`. */
  readonly problem: Problem | null;
  /** Fields of `data` that are null because whoever knows them cannot answer. */
  readonly missing: readonly MissingField[];
  /** Asks again, past the cache. */
  readonly again: () => void;
}

/** Asks the graph: at once from the cache where it can, and always anew from the network. */
export function useAsk<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  options: { readonly pause?: boolean } = {},
): Asked<Data> {
  const graph = useGraph();
  const [{ data, fetching, error, stale }, execute] = useQuery<Data, Variables>({
    query: graph.textOf(document),
    variables,
    requestPolicy: 'cache-and-network',
    pause: options.pause ?? false,
  });
  const again = useCallback(() => execute({ requestPolicy: 'network-only' }), [execute]);
  const shown = useLast(data ?? undefined, JSON.stringify(variables));
  return useMemo(() => {
    const errors = error?.graphQLErrors ?? [];
    const empty = shown === undefined;
    return {
      data: shown,
      loading: fetching || stale,
      problem: empty ? problemOf(error?.networkError, errors) : null,
      missing: empty ? [] : missingFields(errors),
      again,
    };
  }, [shown, fetching, stale, error, again]);
}

/** The last answer to the same question: one that fails later, while the network is away, takes nothing from the page. */
function useLast<Data>(data: Data | undefined, question: string): Data | undefined {
  const [last, setLast] = useState<{ readonly data: Data; readonly question: string } | null>(null);
  if (data === undefined) return last?.question === question ? last.data : undefined;
  if (last?.data !== data || last.question !== question) setLast({ data, question });
  return data;
}
