import type { JWK } from 'jose';
import type { CompanyRegistration } from '#subgraphs/shared/seed.ts';
import type { Ports } from '../config.ts';
import { issuerOf, jwksUriOf } from '../issuer/issuer-address.ts';
import { COMPANIES, hasSubgraph, type CompanySlug } from '../scenario/companies.ts';
import { companySdl } from '../scenario/realms.ts';

/**
 * The scenario's companies as the registry is to know them: each with the contract, and with its realm if it has one.
 *
 * @param keys what each company's program signs with; of them the public half alone is registered
 */
export function registrations(ports: Ports, keys: ReadonlyMap<CompanySlug, JWK>): CompanyRegistration[] {
  return COMPANIES.map(({ slug, name }) => ({
    slug,
    name,
    issuer: issuerOf(slug, ports.issuer),
    jwksUri: jwksUriOf(slug, ports.issuer),
    subgraphUrl: hasSubgraph(slug) ? `http://127.0.0.1:${ports[slug]}/graphql` : null,
    sdl: companySdl(slug),
    keys: [keys.get(slug) ?? []].flat(),
  }));
}
