import type { HttpReply, Route } from '#subgraphs/kit/http-server.ts';
import { PROVIDER_PATHS } from './provider.ts';

/** What people's sign-ins ask the token endpoint for; agents exchange credentials at the same address. */
export const PEOPLE_GRANTS = ['authorization_code', 'refresh_token'];

const KEPT_HEADERS = ['content-type', 'cache-control', 'pragma', 'www-authenticate'];

/**
 * One token endpoint for both: what people's sign-ins ask is passed on to the company's provider, the rest is `agents`'.
 *
 * @param agents null for a company whose agents have no credentials
 */
export function relayPeoplesGrants(
  { issuer, fetch }: { readonly issuer: string; readonly fetch: typeof globalThis.fetch },
  agents: Route | null,
): Route {
  return {
    method: 'POST',
    path: `${new URL(issuer).pathname}/token`,
    async handle(request) {
      const grant = new URLSearchParams(request.body).get('grant_type');
      if (grant === null || !PEOPLE_GRANTS.includes(grant))
        return agents ? agents.handle(request) : UNSUPPORTED;
      const headers = { 'content-type': request.header('content-type') ?? '' };
      const response = await fetch(issuer + PROVIDER_PATHS.token, {
        method: 'POST',
        headers,
        body: request.body,
      });
      return { status: response.status, headers: keptOf(response.headers), body: await response.text() };
    },
  };
}

const UNSUPPORTED: HttpReply = {
  status: 400,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  body: JSON.stringify({ error: 'unsupported_grant_type' }),
};

function keptOf(headers: Headers): Record<string, string> {
  const kept = KEPT_HEADERS.map((name) => [name, headers.get(name)] as const);
  return Object.fromEntries(kept.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}
