import { testId } from './acme-scenario.ts';
import { all, startTestCompany, type Headers, type Json, type TestCompany } from './test-company.ts';

/** A hit of a search, as the tests select it. */
export interface Hit {
  readonly document: { readonly id: string; readonly title: string };
  readonly headings: readonly string[];
  readonly passage: string;
  readonly snippet: readonly { readonly text: string; readonly match: boolean }[];
  readonly rank: number;
}

/** What is selected of a document. */
export const DOCUMENT = 'id name title mediaType size sha256 addedBy { ... on Person { id } } source { id }';
/** A source of the scenario, with three documents. */
export const RUNBOOKS = testId('kno', 'RVNBKS');
/** A search with all of its arguments. */
export const SEARCH = `query ($query: String!, $sourceIds: [ID!], $agentId: ID, $first: Int, $after: String) {
  workspace { searchKnowledge(query: $query, sourceIds: $sourceIds, agentId: $agentId, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { document { id title } headings passage snippet { text match } rank } } } }`;

/** Acme's knowledge, for a test: as one of its administrators, unless other headers are given. */
export interface KnowledgeDesk {
  readonly acme: TestCompany;
  readonly admin: Headers;
  /** Carries a change out; gives its payload. */
  change(field: string, selection: string, input: Json, headers?: Headers): Promise<Json>;
  /** Reads of the workspace. */
  read(query: string, variables?: Json): Promise<Json>;
  /** Makes a source; gives its id. */
  newSource(title: string): Promise<string>;
  /** Adds a document of Markdown. */
  add(input: Json): Promise<Json>;
  search(query: string, more?: Json, headers?: Headers): Promise<readonly Hit[]>;
}

/** Starts it. Stop its company. */
export async function openKnowledgeDesk(): Promise<KnowledgeDesk> {
  const acme = await startTestCompany();
  const admin = await all(acme.passport(), acme.bearer());
  const ask = async (query: string, variables: Json, headers = admin) => {
    const { data, errors, text } = await acme.ask(headers, query, variables);
    if (errors !== undefined) throw new Error(text);
    return data;
  };
  const change: KnowledgeDesk['change'] = async (field, selection, input, headers) => {
    const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input!`;
    const query = `mutation ($input: ${type}) { it: ${field}(input: $input) { ${selection} userErrors { code path } } }`;
    return (await ask(query, { input }, headers))?.['it'] as Json;
  };
  return {
    acme,
    admin,
    change,
    read: async (query, variables = {}) => (await ask(query, variables))?.['workspace'] as Json,
    newSource: async (title) => {
      const { source } = await change('createKnowledgeSource', 'source { id }', { title });
      return (source as { id: string }).id;
    },
    add: (input) =>
      change('addDocument', `added document { ${DOCUMENT} }`, { mediaType: 'MARKDOWN', ...input }),
    search: async (query, more = {}, headers) => {
      const data = await ask(SEARCH, { query, ...more }, headers);
      const workspace = data?.['workspace'] as { searchKnowledge: { nodes: Hit[] } } | null;
      return workspace?.searchKnowledge.nodes ?? [];
    },
  };
}

/** The titles of what was found. */
export function titlesOf(hits: readonly Hit[]): string[] {
  return hits.map(({ document }) => document.title);
}

/** A payload that says no: matches with `toMatchObject`. */
export function refused(code: string, field?: string) {
  return { userErrors: [{ code, path: field === undefined ? null : ['input', field] }] };
}
