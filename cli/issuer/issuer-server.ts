import { createSigner, type Clock, type Signer } from '#schema/wire/signatures.ts';
import { jsonReply, startHttpServer, type Route, type RunningServer } from '#subgraphs/kit/http-server.ts';
import { COMPANIES, type CompanySlug } from '../scenario/companies.ts';
import { issuerOf, jwksUriOf, tokenEndpointOf } from './issuer-address.ts';
import { ensureKey } from './key-store.ts';
import { createTokenRoute, TOKEN_ENDPOINT_METADATA } from './token-route.ts';

/** The key's name in the key store: no company's slug can be mistaken for a program's. */
export function issuerKeyName(company: CompanySlug): string {
  return `issuer-${company}`;
}

/** What the development issuer is started with. */
export interface IssuerOptions {
  readonly dataDir: string;
  readonly port: number;
  /** A company's subgraph, without a path; null for a company that runs none, whose agents have no credentials. */
  readonly subgraphUrlOf: (company: CompanySlug) => string | null;
  readonly clock: Clock;
  /** Asks the companies' subgraphs. */
  readonly fetch: typeof globalThis.fetch;
  readonly onFault: (error: unknown) => void;
}

/**
 * Starts the development issuer: discovery document, public keys and token endpoint of every company's issuer, on
 * loopback. To people it hands out no tokens: `agent-network token` signs them, for whoever may read the key file.
 *
 * @throws the listen error, `EADDRINUSE` for one
 */
export async function startIssuerServer(options: IssuerOptions): Promise<RunningServer> {
  const issuers = await Promise.all(
    COMPANIES.map(async ({ slug }) => ({
      slug,
      signer: await createSigner(await ensureKey(options.dataDir, issuerKeyName(slug))),
    })),
  );
  const routes = issuers.flatMap(({ slug, signer }) => routesOf(slug, signer, options));
  return startHttpServer({ host: '127.0.0.1', port: options.port, routes, onFault: options.onFault });
}

function routesOf(company: CompanySlug, signer: Signer, options: IssuerOptions): Route[] {
  const { port, clock, fetch, onFault } = options;
  const subgraphUrl = options.subgraphUrlOf(company);
  const issuer = issuerOf(company, port);
  const exchange = subgraphUrl === null ? null : { company, issuer, signer, subgraphUrl, clock, fetch };
  const discovery = {
    issuer,
    jwks_uri: jwksUriOf(company, port),
    id_token_signing_alg_values_supported: ['EdDSA'],
    subject_types_supported: ['public'],
    ...(exchange && { token_endpoint: tokenEndpointOf(company, port), ...TOKEN_ENDPOINT_METADATA }),
  };
  return [
    {
      method: 'GET',
      path: `/${company}/.well-known/openid-configuration`,
      handle: () => jsonReply(200, discovery),
    },
    { method: 'GET', path: `/${company}/jwks.json`, handle: () => jsonReply(200, signer.jwks) },
    ...(exchange ? [createTokenRoute(exchange, onFault)] : []),
  ];
}
