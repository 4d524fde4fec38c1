import { SubgraphFailure } from '../errors.ts';
import type { Transport, TransportCall } from './transport.ts';

/** A call whose answer is JSON. */
export interface JsonCall extends Pick<TransportCall, 'program' | 'url' | 'headers' | 'onBehalfOf'> {
  /** Sent as JSON by POST; left out: a GET. It asks and changes nothing, so it may be sent twice. */
  readonly body?: unknown;
}

/** An answer whose body is JSON; null for an empty one. */
export interface JsonAnswer {
  readonly status: number;
  readonly json: unknown;
}

/** Calls another program. @throws SubgraphFailure as {@link Transport}, and for what is no JSON */
export type CallJson = (call: JsonCall) => Promise<JsonAnswer>;

/** Calls in JSON over the transport given; `timeoutMs` for the whole of one, `maxBytes` for its answer. */
export function createJsonCaller(
  transport: Transport,
  limits: Pick<TransportCall, 'timeoutMs' | 'maxBytes'>,
): CallJson {
  return async (call) => {
    const { status, body } = await transport({
      ...call,
      ...limits,
      headers: { accept: 'application/json', 'content-type': 'application/json', ...call.headers },
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      repeatable: true,
    });
    return { status, json: parseJson(body) };
  };
}

function parseJson(body: Uint8Array): unknown {
  if (body.byteLength === 0) return null;
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  } catch {
    throw new SubgraphFailure('SUBGRAPH_INVALID_RESPONSE', 'the answer is no JSON');
  }
}
