/** Where Apollo Sandbox runs when it is embedded in the landing page, and when it is opened by itself. */
export const SANDBOX_ORIGINS = [
  'https://sandbox.embed.apollographql.com',
  'https://studio.apollographql.com',
];

/**
 * The CORS headers for a request's origin: only origins on the list are let in, and never with cookies, for the
 * gateway knows none. Null for every other origin: the browser then keeps the answer from the page.
 */
export function corsHeaders(
  origin: string | undefined,
  allowed: ReadonlySet<string>,
): Record<string, string> {
  if (origin === undefined || !allowed.has(origin)) return { vary: 'origin' };
  return {
    vary: 'origin',
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'authorization, content-type, x-request-id, apollo-require-preflight',
    'access-control-expose-headers': 'x-request-id',
    'access-control-max-age': '600',
  };
}
