import { createTokenRoute } from '#cli/issuer/token-route.ts';
import { startHttpServer } from '#subgraphs/kit/http-server.ts';
import type { Signer } from '#schema/wire/signatures.ts';
import { testIssuer } from './credentials.ts';

/** What the token endpoint of a company's issuer answered. */
export interface Exchange {
  readonly status: number;
  readonly text: string;
  /** The caller token; null when none was given. */
  readonly token: string | null;
}

/** Exchanges an agent's credential at an issuer that is started for it alone. */
export async function exchangeCredential(
  company: string,
  secret: string,
  party: { readonly signer: Signer; readonly subgraphUrl: string },
): Promise<Exchange> {
  const issuer = { company, issuer: testIssuer(company), ...party, clock: Date.now, fetch };
  const onFault = (error: unknown) => {
    throw error;
  };
  const routes = [createTokenRoute(issuer, onFault)];
  const server = await startHttpServer({ host: '127.0.0.1', port: 0, routes, onFault });
  try {
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_secret: secret });
    const reply = await fetch(`${server.url}/${company}/token`, { method: 'POST', body });
    const text = await reply.text();
    const { access_token: token = null } = JSON.parse(text) as { access_token?: string };
    return { status: reply.status, text, token };
  } finally {
    await server.close(0);
  }
}
