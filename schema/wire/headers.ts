/** The gateway's word on who is asking, for one subgraph: a JWT, see `credentials.ts`. */
export const PASSPORT_HEADER = 'agent-network-passport';
/** The shared layer's word on the caller's teams, for one foreign company: a JWT, see `credentials.ts`. */
export const ATTESTATION_HEADER = 'agent-network-attestation';
/** W3C Trace Context: the trace that a call belongs to, and the span that made it. */
export const TRACE_HEADER = 'traceparent';
/** One id for one request in every program's log. Letters, digits and dashes, at most 64. */
export const REQUEST_ID_HEADER = 'x-request-id';
