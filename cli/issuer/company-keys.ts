import type { JWK } from 'jose';
import { COMPANIES_WITH_SUBGRAPH, type CompanySlug, type SubgraphCompany } from '../scenario/companies.ts';
import { ensureKey, keyFile } from './key-store.ts';

/** The key's name in the key store. It is not the issuer's: who may sign for a company's callers does not speak for the company. */
export function companyKeyName(company: SubgraphCompany): string {
  return `company-${company}`;
}

/** Where the key of a company of a network that `npm start` runs is kept. */
export function companyKeyFile(dataDir: string, company: string): string {
  return keyFile(dataDir, `company-${company}`);
}

/** What each company's program signs with when it asks the shared layer in the company's name; made on first use. */
export async function ensureCompanyKeys(dataDir: string): Promise<ReadonlyMap<CompanySlug, JWK>> {
  const keys = COMPANIES_WITH_SUBGRAPH.map(
    async (slug) => [slug, await ensureKey(dataDir, companyKeyName(slug))] as const,
  );
  return new Map(await Promise.all(keys));
}
