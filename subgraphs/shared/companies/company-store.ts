import { companyIsReadable } from '../access/readable.ts';
import type { Transaction } from '../database.ts';

/** A company's public card. */
export interface CompanyRow {
  readonly slug: string;
  readonly name: string;
}

/** Those of the companies whose card the company may read, in no order. */
export function readCompanies(
  company: string,
  transaction: Transaction,
  slugs: readonly string[],
): Promise<CompanyRow[]> {
  return transaction.$queryRaw<CompanyRow[]>`
    SELECT c.slug, c.name FROM companies AS c
    WHERE c.slug = ANY(${[...slugs]}::text[]) AND ${companyIsReadable(company)}`;
}
