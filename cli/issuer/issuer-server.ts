import type { JWK } from 'jose';
import { createSigner, type Clock, type Signer } from '#schema/wire/signatures.ts';
import { jsonReply, startHttpServer, type Route, type RunningServer } from '#subgraphs/kit/http-server.ts';
import { COMPANIES, type CompanySlug } from '../scenario/companies.ts';
import { issuerOf, jwksUriOf, tokenEndpointOf } from './issuer-address.ts';
import { ensureKey } from './key-store.ts';
import { createPeopleSite } from './people/people-site.ts';
import { peopleDiscovery, signsInAt, type PeopleSignIn } from './people/people-issuer.ts';
import { relayPeoplesGrants } from './people/token-relay.ts';
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
  /** How people sign in; left out: they do not. */
  readonly people?: PeopleSignIn;
}

/**
 * Starts the development issuer: discovery document, public keys and token endpoint of every company's issuer, and where
 * its people sign in, on loopback. Whoever may read the key file needs none of it: `agent-network token` signs for them.
 *
 * @throws the listen error, `EADDRINUSE` for one
 */
export async function startIssuerServer(options: IssuerOptions): Promise<RunningServer> {
  const issuers = await Promise.all(
    COMPANIES.map(async ({ slug }) => {
      const key = await ensureKey(options.dataDir, issuerKeyName(slug));
      return { slug, key, signer: await createSigner(key) };
    }),
  );
  const sites = issuers.flatMap(({ slug, key }) => siteOf(slug, key, options) ?? []);
  return startHttpServer({
    host: '127.0.0.1',
    port: options.port,
    routes: issuers.flatMap(({ slug, signer }) => routesOf(slug, signer, options)),
    direct: ({ url = '' }) => {
      const [pathname = ''] = url.split('?', 1);
      for (const site of sites) {
        const found = site(pathname);
        if (found) return found;
      }
      return null;
    },
    onFault: options.onFault,
  });
}

function siteOf(company: CompanySlug, key: JWK, { people, port, onFault }: IssuerOptions) {
  return people && createPeopleSite(signsInAt(company, key, issuerOf(company, port), people), onFault);
}

function routesOf(company: CompanySlug, signer: Signer, options: IssuerOptions): Route[] {
  const { port, clock, fetch, onFault, people } = options;
  const subgraphUrl = options.subgraphUrlOf(company);
  const issuer = issuerOf(company, port);
  const exchange = subgraphUrl === null ? null : { company, issuer, signer, subgraphUrl, clock, fetch };
  const agents = exchange && createTokenRoute(exchange, onFault);
  const token = people ? relayPeoplesGrants({ issuer, fetch }, agents) : agents;
  const discovery = {
    issuer,
    jwks_uri: jwksUriOf(company, port),
    id_token_signing_alg_values_supported: ['EdDSA'],
    subject_types_supported: ['public'],
    ...(token && { token_endpoint: tokenEndpointOf(company, port), ...TOKEN_ENDPOINT_METADATA }),
    ...(people && peopleDiscovery(issuer, agents !== null)),
  };
  return [
    {
      method: 'GET',
      path: `/${company}/.well-known/openid-configuration`,
      handle: () => jsonReply(200, discovery),
    },
    { method: 'GET', path: `/${company}/jwks.json`, handle: () => jsonReply(200, signer.jwks) },
    ...(token ? [token] : []),
  ];
}
