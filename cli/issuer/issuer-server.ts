import { createSigner, type Signer } from '#schema/wire/signatures.ts';
import { jsonReply, startHttpServer, type Route, type RunningServer } from '#subgraphs/kit/http-server.ts';
import { COMPANIES, type CompanySlug } from '../scenario/companies.ts';
import { issuerOf, jwksUriOf } from './issuer-address.ts';
import { ensureKey } from './key-store.ts';

/** The key's name in the key store: no company's slug can be mistaken for a program's. */
export function issuerKeyName(company: CompanySlug): string {
  return `issuer-${company}`;
}

/**
 * Starts the development issuer: discovery document and public keys of every company's issuer, on loopback.
 * It hands out no tokens: `agent-network token` signs them, for whoever may read the key file.
 *
 * @throws the listen error, `EADDRINUSE` for one
 */
export async function startIssuerServer(options: {
  readonly dataDir: string;
  readonly port: number;
  readonly onFault: (error: unknown) => void;
}): Promise<RunningServer> {
  const issuers = await Promise.all(
    COMPANIES.map(async ({ slug }) => ({
      slug,
      signer: await createSigner(await ensureKey(options.dataDir, issuerKeyName(slug))),
    })),
  );
  const routes = issuers.flatMap(({ slug, signer }) => routesOf(slug, signer, options.port));
  return startHttpServer({ host: '127.0.0.1', port: options.port, routes, onFault: options.onFault });
}

function routesOf(company: CompanySlug, signer: Signer, port: number): Route[] {
  const discovery = {
    issuer: issuerOf(company, port),
    jwks_uri: jwksUriOf(company, port),
    id_token_signing_alg_values_supported: ['EdDSA'],
    subject_types_supported: ['public'],
  };
  return [
    {
      method: 'GET',
      path: `/${company}/.well-known/openid-configuration`,
      handle: () => jsonReply(200, discovery),
    },
    { method: 'GET', path: `/${company}/jwks.json`, handle: () => jsonReply(200, signer.jwks) },
  ];
}
