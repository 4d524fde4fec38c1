import type { RequestContext } from '../context.ts';
import type { Logger } from './logger.ts';

/** Where a request's faults go: to the log, under its id. */
export function createFaultLog(logger: Logger, requestId: string): RequestContext['onFault'] {
  return (fault) => logger.warn({ requestId, ...fault }, 'a subgraph failed');
}
