import type { RequestContext } from '../context.ts';
import type { Logger } from './logger.ts';
import { withoutCredentials } from './redaction.ts';

/** Where a request's faults go: to the log, under its id. */
export function createFaultLog(logger: Logger, requestId: string): RequestContext['onFault'] {
  return ({ detail, ...fault }) =>
    logger.warn({ requestId, ...fault, detail: withoutCredentials(detail) }, 'a subgraph failed');
}
