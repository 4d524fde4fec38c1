import type { JWK } from 'jose';
import type { Transaction } from '../database.ts';
import { keyChange, publicKeyOf, type CompanyJwk } from './company-key-rules.ts';

/** A company's keys that are good now, the oldest first; none while it takes no part. */
export async function readLiveKeys(company: string, transaction: Transaction): Promise<CompanyJwk[]> {
  const rows = await transaction.companyKey.findMany({
    where: { companySlug: company, retiredAt: null, company: { state: 'ACTIVE' } },
    orderBy: [{ addedAt: 'asc' }, { kid: 'asc' }],
  });
  return rows.map(({ publicJwk }) => publicKeyOf(publicJwk as JWK));
}

/** Makes these the company's live keys: new ones are added, those left out are retired. For the registry. */
export async function writeCompanyKeys(
  company: string,
  transaction: Transaction,
  keys: readonly JWK[],
): Promise<void> {
  const rows = await transaction.companyKey.findMany({ where: { companySlug: company } });
  const known = rows.map((row) => ({
    jwk: publicKeyOf(row.publicJwk as JWK),
    retired: row.retiredAt !== null,
  }));
  const { added, retired } = keyChange(known, keys.map(publicKeyOf));
  const data = added.map((jwk) => ({ companySlug: company, kid: jwk.kid, publicJwk: jwk }));
  await transaction.companyKey.createMany({ data });
  if (retired.length === 0) return;
  await transaction.$executeRaw`
    UPDATE company_keys SET retired_at = CURRENT_TIMESTAMP
    WHERE company_slug = ${company} AND kid = ANY(${[...retired]}::text[])`;
}
