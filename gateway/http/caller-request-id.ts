import type { IncomingMessage } from 'node:http';
import { REQUEST_ID_HEADER } from '#schema/wire/headers.ts';

const FORM = /^[A-Za-z0-9-]{1,64}$/;

/**
 * What a caller calls its request, where that is a name. It is told the caller again and stands in the log; programs that
 * are asked hear the gateway's own id in its place, or a caller could be known by it at another company.
 */
export function callerRequestId({ headers }: IncomingMessage): string | undefined {
  const given = headers[REQUEST_ID_HEADER];
  return typeof given === 'string' && FORM.test(given) ? given : undefined;
}
