import { isUtf8 } from 'node:buffer';
import type { Operation } from '../context.ts';

/** What is wrong with a request that holds no operation; one of the sentences below, so it may be said. */
export interface Unreadable {
  readonly problem: string;
}

type Parameters = Readonly<
  Record<'query' | 'documentId' | 'operationName' | 'variables' | 'extensions', unknown>
>;

/** Reads the operation in the body of a POST. A byte order mark is no JSON, and text that is not UTF-8 has no meaning. */
export function readBody(body: Buffer): Operation | Unreadable {
  if (body.length === 0) return { problem: 'The body is missing.' };
  if (!isUtf8(body)) return { problem: 'The body is not UTF-8.' };
  const json = parseJson(body.toString('utf8'));
  if (!isObject(json)) return { problem: 'The body is not a JSON object.' };
  return toOperation(json as Parameters, false);
}

/** Reads the operation in the query string of a GET, without its question mark. */
export function readSearch(search: string): Operation | Unreadable {
  const given = new URLSearchParams(search);
  const parameters = {
    query: given.get('query'),
    documentId: given.get('documentId'),
    operationName: given.get('operationName'),
    variables: jsonParameter(given.get('variables')),
    extensions: jsonParameter(given.get('extensions')),
  };
  return toOperation(parameters, true);
}

function toOperation(given: Parameters, queriesOnly: boolean): Operation | Unreadable {
  const { query, operationName, variables, extensions } = given;
  if (!isAbsent(operationName) && typeof operationName !== 'string')
    return { problem: 'The parameter "operationName" is no text.' };
  if (!isAbsent(variables) && !isObject(variables))
    return { problem: 'The parameter "variables" is no map.' };
  if (!isAbsent(extensions) && !isObject(extensions))
    return { problem: 'The parameter "extensions" is no map.' };
  const documentHash = hashOf(given);
  if (documentHash === null) return { problem: NO_HASH };
  if (typeof query !== 'string' && (documentHash === undefined || !isAbsent(query)))
    return { problem: 'The parameter "query" is missing or no text.' };
  return {
    query: typeof query === 'string' ? query : '',
    documentHash,
    operationName: isAbsent(operationName) ? undefined : (operationName as string),
    variables: isAbsent(variables) ? undefined : (variables as Record<string, unknown>),
    queriesOnly,
  };
}

const NO_HASH =
  'A document is named by "documentId", "sha256:" and the hash in hex, or by "persistedQuery" of version 1.';

/** The hash that names a document, in either spelling; undefined where none does, null where what does is no hash. */
function hashOf({ documentId, extensions }: Parameters): string | undefined | null {
  if (documentId === undefined && extensions === undefined) return undefined;
  const persisted = isObject(extensions) ? extensions['persistedQuery'] : undefined;
  const given: unknown[] = [];
  if (!isAbsent(documentId)) given.push(documentId);
  if (isObject(persisted)) given.push(persisted['version'] === 1 ? persisted['sha256Hash'] : null);
  else if (!isAbsent(persisted)) return null;
  const hashes = given.map((one) =>
    typeof one === 'string' ? HASH.exec(one)?.[1]?.toLowerCase() : undefined,
  );
  const [first] = hashes;
  if (given.length === 0) return undefined;
  return first !== undefined && hashes.every((hash) => hash === first) ? first : null;
}

const HASH = /^(?:sha256:)?([0-9a-f]{64})$/i;

function jsonParameter(text: string | null): unknown {
  return text === null || text === '' ? null : parseJson(text);
}

/** The value of JSON text; `NaN`, which JSON cannot say, for what is none. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return NaN;
  }
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
