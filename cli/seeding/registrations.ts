import type { JWK } from 'jose';
import { contractSdl } from '#schema/sdl.ts';
import type { CompanyRegistration } from '#subgraphs/shared/seed.ts';
import type { Ports } from '../config.ts';
import { issuerOf, jwksUriOf } from '../issuer/issuer-address.ts';
import { COMPANIES, hasSubgraph, type CompanySlug } from '../scenario/companies.ts';

/**
 * The scenario's companies as the registry is to know them: all serve the base contract.
 *
 * @param keys what each company's program signs with; of them the public half alone is registered
 */
export function registrations(ports: Ports, keys: ReadonlyMap<CompanySlug, JWK>): CompanyRegistration[] {
  const sdl = contractSdl();
  return COMPANIES.map(({ slug, name }) => ({
    slug,
    name,
    issuer: issuerOf(slug, ports.issuer),
    jwksUri: jwksUriOf(slug, ports.issuer),
    subgraphUrl: hasSubgraph(slug) ? `http://127.0.0.1:${ports[slug]}/graphql` : null,
    sdl,
    keys: [keys.get(slug) ?? []].flat(),
  }));
}
