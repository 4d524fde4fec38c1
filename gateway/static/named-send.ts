import { REQUEST_ID_HEADER, TRACE_HEADER } from '#schema/wire/headers.ts';
import type { Send } from '../context.ts';
import { SubgraphFailure } from '../errors.ts';
import type { Transport } from '../transport/transport.ts';
import type { WireAnswer } from '../transport/wire.ts';

/** What sending needs where nobody is a tenant. */
export interface NamedSendOptions {
  /** The GraphQL address of each subgraph, by name. */
  readonly urls: ReadonlyMap<string, string>;
  readonly transport: Transport;
  /** How long one call may take, in milliseconds, and how large its answer may be, in bytes. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** Everybody is one and the same caller here. */
export const NOBODY = 'nobody';

/** Sends parts of a plan to subgraphs by name, with the headers that are forwarded and no credentials of our own. */
export function createNamedSend({ urls, transport, timeoutMs, maxBytes }: NamedSendOptions): Send {
  return (target, { body, repeatable }, { requestId, traceparent, forwarded }) => {
    const program = target.kind === 'named' ? target.subgraph : '';
    const url = urls.get(program);
    if (url === undefined)
      return Promise.reject(new SubgraphFailure('SUBGRAPH_UNAVAILABLE', `no subgraph "${program}"`));
    const headers: Record<string, string> = {
      accept: 'application/json',
      'content-type': 'application/json',
      [REQUEST_ID_HEADER]: requestId,
      [TRACE_HEADER]: traceparent,
    };
    for (const name in forwarded) headers[name] ??= forwarded[name] ?? '';
    const call = { program, url, headers, body, repeatable, onBehalfOf: NOBODY, timeoutMs, maxBytes };
    return transport(call).then(bodyOf);
  };
}

function bodyOf({ body }: WireAnswer): Uint8Array {
  return body;
}
