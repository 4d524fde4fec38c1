import { ERROR_TABLE, tableError, type ErrorCode, type RequestRefused } from '../errors.ts';

/** An HTTP answer, ready to be written. */
export interface Reply {
  readonly status: number;
  /** Names and values in turn, as node takes them. */
  readonly headers: readonly string[];
  readonly body: string | Uint8Array;
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** A reply in JSON. */
export function jsonReply(status: number, value: unknown, headers: readonly string[] = []): Reply {
  return { status, headers: ['content-type', JSON_TYPE, ...headers], body: JSON.stringify(value) };
}

/** A page for a browser, which shows it in no frame and tells nobody where it came from. */
export function pageReply(html: string | Uint8Array, headers: readonly string[] = []): Reply {
  return {
    status: 200,
    headers: ['content-type', 'text/html; charset=utf-8', 'referrer-policy', 'no-referrer', ...headers],
    body: html,
  };
}

/** A request that is refused as a whole, with the code's own status unless another is given. */
export function refusal(
  code: ErrorCode,
  more: {
    readonly status?: number;
    readonly type?: string;
    readonly problem?: string;
    readonly headers?: readonly string[];
  } = {},
): Reply {
  const error = tableError(code);
  const told = more.problem === undefined ? error : { ...error, message: more.problem };
  return {
    status: more.status ?? ERROR_TABLE[code].status,
    headers: ['content-type', more.type ?? JSON_TYPE, ...headersOf(code), ...(more.headers ?? [])],
    body: JSON.stringify({ errors: [told] }),
  };
}

/** A refusal as its thrower made it, with headers that tell more of the caller's limits. */
export function refusedReply(
  refused: RequestRefused,
  { type = JSON_TYPE, headers = [] }: { readonly type?: string; readonly headers?: readonly string[] } = {},
): Reply {
  const { code, details } = refused;
  const later = details.retryAfterSeconds;
  const retry = later === undefined ? [] : ['retry-after', String(later)];
  return {
    status: ERROR_TABLE[code].status,
    headers: ['content-type', type, ...headersOf(code), ...retry, ...headers],
    body: JSON.stringify({ errors: [refused.toError()] }),
  };
}

function headersOf(code: ErrorCode): readonly string[] {
  if (code === 'UNAUTHENTICATED') return ['www-authenticate', 'Bearer'];
  return code === 'METHOD_NOT_ALLOWED' ? ['allow', 'POST'] : [];
}
