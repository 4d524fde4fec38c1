import type { TypedDocumentString } from '../gql/graphql.ts';
import type { Graph } from './client.ts';
import { missingFields, problemOf, type MissingField, type Problem } from './problem-rules.ts';

/** What one question came to. */
export interface Answered<Data> {
  /** The answer, whole or in part; null when there is none. */
  readonly data: Data | null;
  /** Why there is no answer; null while there is one. */
  readonly problem: Problem | null;
  /** Fields of `data` that are null because whoever knows them cannot answer. */
  readonly missing: readonly MissingField[];
}

/** Asks the graph once, past the cache and without leaving anything there: for pages of long lists. */
export async function askOnce<Data, Variables extends Record<string, unknown>>(
  graph: Graph,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Answered<Data>> {
  const { data = null, error } = await graph.uncached
    .query<Data, Variables>(graph.textOf(document), variables)
    .toPromise();
  const errors = error?.graphQLErrors ?? [];
  if (data === null) return { data, problem: problemOf(error?.networkError, errors), missing: [] };
  return { data, problem: null, missing: missingFields(errors) };
}
