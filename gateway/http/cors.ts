/** Where Apollo Sandbox runs when it is embedded in the landing page, and when it is opened by itself. */
export const SANDBOX_ORIGINS = [
  'https://sandbox.embed.apollographql.com',
  'https://studio.apollographql.com',
];

const READ_HEADERS = ['x-request-id', 'ratelimit', 'ratelimit-policy', 'retry-after'].join(', ');

const SENT_HEADERS = [
  'authorization',
  'content-type',
  'x-request-id',
  'traceparent',
  'apollo-require-preflight',
  'x-apollo-operation-name',
].join(', ');

/**
 * The CORS headers for a request's origin, names and values in turn: only origins on the list are let in, and never
 * with cookies, for the gateway knows none. None for every other origin: the browser keeps the answer from the page.
 */
export function corsHeaders(origin: string | undefined, allowed: ReadonlySet<string>): readonly string[] {
  if (origin === undefined || !allowed.has(origin)) return NONE;
  return [
    'access-control-allow-origin',
    origin,
    'access-control-allow-methods',
    'GET, POST',
    'access-control-allow-headers',
    SENT_HEADERS,
    'access-control-expose-headers',
    READ_HEADERS,
    'access-control-max-age',
    '600',
  ];
}

const NONE: readonly string[] = [];
