import { registryContents, type RegisteredCompany } from '#schema/wire/registry.ts';
import type { RegistrySnapshot } from '../context.ts';

/**
 * Reads what the shared layer's registry answered.
 *
 * @throws ZodError when it is not of the form agreed on
 */
export function readRegistry(json: unknown): RegistrySnapshot {
  const { version, sharedSdl, schemas, companies } = registryContents.parse(json);
  return {
    version,
    sharedSdl,
    schemas,
    companies: new Map(companies.map((company) => [company.slug, company])),
    byIssuer: indexByIssuer(companies),
  };
}

/** One issuer is one company: one that two companies claim vouches for neither. */
function indexByIssuer(companies: readonly RegisteredCompany[]): Map<string, RegisteredCompany> {
  const index = new Map<string, RegisteredCompany>();
  const contested = new Set<string>();
  for (const company of companies) {
    if (index.has(company.issuer)) contested.add(company.issuer);
    index.set(company.issuer, company);
  }
  for (const issuer of contested) index.delete(issuer);
  return index;
}
