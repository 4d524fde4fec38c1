import type { Session } from '../session/session.ts';

/** An operation of the dashboard, as its company has registered it. */
export interface SentDocument {
  readonly text: string;
  /** sha256 of the text, in hex. */
  readonly hash: string;
}

/** Sends requests to the graph: with the caller's token, and with the hash of a registered document in its text's place. */
export interface Transport {
  readonly fetch: typeof globalThis.fetch;
  /** The same over another `fetch`. */
  readonly by: (fetch: typeof globalThis.fetch) => typeof globalThis.fetch;
  /** Makes a document known by its operation's name; a name is one document's alone. */
  know(name: string, document: SentDocument): void;
}

interface GraphQLBody {
  readonly operationName?: string;
  readonly query?: string;
  readonly variables?: unknown;
}

/**
 * Documents are named by their hashes. A company that has not registered the dashboard's is sent the text, from the first
 * answer on that says so.
 */
export function createTransport(session: Session, fetch: typeof globalThis.fetch): Transport {
  const documents = new Map<string, SentDocument>();
  let registered = true;

  const bodyOf = ({ operationName, query, variables }: GraphQLBody): string => {
    const known = operationName === undefined ? undefined : documents.get(operationName);
    if (!known) return JSON.stringify({ operationName, query, variables });
    const document = registered ? { documentId: `sha256:${known.hash}` } : { query: known.text };
    return JSON.stringify({ operationName, ...document, variables });
  };

  const by = (send: typeof globalThis.fetch): typeof globalThis.fetch => {
    const authorized = async (input: RequestInfo | URL, init: RequestInit): Promise<Response> => {
      const token = await session.token();
      const response = await send(input, withToken(init, token));
      if (response.status !== 401) return response;
      return send(input, withToken(init, await session.renew(token)));
    };
    return async (input, init = {}) => {
      const given = JSON.parse(typeof init.body === 'string' ? init.body : '{}') as GraphQLBody;
      const response = await authorized(input, { ...init, body: bodyOf(given) });
      if (!registered || !(await saysNotFound(response))) return response;
      registered = false;
      return authorized(input, { ...init, body: bodyOf(given) });
    };
  };

  return { know: (name, document) => void documents.set(name, document), by, fetch: by(fetch) };
}

function withToken(init: RequestInit, token: string): RequestInit {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${token}`);
  return { ...init, headers, credentials: 'omit', cache: 'no-store' };
}

/** Only an answer as a whole is looked into: a stream has begun, so its document was found. */
async function saysNotFound(response: Response): Promise<boolean> {
  if ((response.headers.get('content-type') ?? '').startsWith('text/event-stream')) return false;
  const text = await response.clone().text();
  return text.length < 1000 && text.includes('PERSISTED_QUERY_NOT_FOUND');
}
