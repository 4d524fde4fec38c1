import { Agent, fetch as undiciFetch } from 'undici';
import { SubgraphFailure } from '../errors.ts';

/** The part of the standard `fetch` that is used here; tests pass their own. */
export type Fetch = (
  url: string,
  init: {
    readonly method: 'GET' | 'POST';
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly signal: AbortSignal;
    readonly redirect: 'error';
  },
) => Promise<{
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
}>;

/** An HTTP answer whose body is JSON. */
export interface JsonAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly json: unknown;
}

/** A call to another program of the network. */
export interface Call {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON by POST; left out: a GET. */
  readonly body?: unknown;
}

/**
 * Calls another program of the network.
 *
 * @throws SubgraphFailure `SUBGRAPH_UNAVAILABLE`, `SUBGRAPH_TIMEOUT`, or `SUBGRAPH_INVALID_RESPONSE` for what is
 *   larger than the limit or no JSON
 */
export type CallJson = (call: Call) => Promise<JsonAnswer>;

/** Limits of a call: the whole of it in milliseconds, the answer in bytes. */
export interface CallLimits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** A keep-alive `fetch` with connections of its own per origin, so that one slow program holds up no other. */
export function createFetch(): { readonly fetch: Fetch; readonly close: () => Promise<void> } {
  const agent = new Agent({ connections: 64, pipelining: 1, keepAliveTimeout: 30_000 });
  const fetch: Fetch = (url, init) => undiciFetch(url, { ...init, dispatcher: agent });
  return { fetch, close: () => agent.destroy() };
}

/** Calls over the `fetch` given, within the limits. Redirects are refused: a registered address is the address. */
export function createCaller(fetch: Fetch, limits: CallLimits): CallJson {
  return async (call) => {
    const signal = AbortSignal.timeout(limits.timeoutMs);
    try {
      const response = await fetch(call.url, {
        ...(call.body === undefined
          ? { method: 'GET' }
          : { method: 'POST', body: JSON.stringify(call.body) }),
        headers: { accept: 'application/json', 'content-type': 'application/json', ...call.headers },
        signal,
        redirect: 'error',
      });
      const text = await readText(response.body, limits.maxBytes);
      return { status: response.status, headers: response.headers, json: parseJson(text) };
    } catch (error) {
      throw asFailure(error, signal, limits);
    }
  };
}

async function readText(body: AsyncIterable<Uint8Array> | null, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes)
      throw new SubgraphFailure('SUBGRAPH_INVALID_RESPONSE', `the answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    throw new SubgraphFailure('SUBGRAPH_INVALID_RESPONSE', 'the answer is no JSON');
  }
}

function asFailure(error: unknown, signal: AbortSignal, limits: CallLimits): SubgraphFailure {
  if (error instanceof SubgraphFailure) return error;
  if (signal.aborted)
    return new SubgraphFailure('SUBGRAPH_TIMEOUT', `no answer within ${limits.timeoutMs} ms`);
  return new SubgraphFailure('SUBGRAPH_UNAVAILABLE', describe(error));
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
