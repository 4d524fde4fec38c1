import { contractSdl } from '#schema/sdl.ts';
import type { CompanyRegistration } from '#subgraphs/shared/seed.ts';
import type { Ports } from '../config.ts';
import { issuerOf, jwksUriOf } from '../issuer/issuer-address.ts';
import { COMPANIES, hasSubgraph } from '../scenario/companies.ts';

/** The scenario's companies as the registry is to know them: all serve the base contract. */
export function registrations(ports: Ports): CompanyRegistration[] {
  const sdl = contractSdl();
  return COMPANIES.map(({ slug, name }) => ({
    slug,
    name,
    issuer: issuerOf(slug, ports.issuer),
    jwksUri: jwksUriOf(slug, ports.issuer),
    subgraphUrl: hasSubgraph(slug) ? `http://127.0.0.1:${ports[slug]}/graphql` : null,
    sdl,
  }));
}
