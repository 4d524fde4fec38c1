import type { CompanySlug } from '../scenario/companies.ts';

/** The `iss` of a company's development tokens. */
export function issuerOf(company: CompanySlug, port: number): string {
  return `http://127.0.0.1:${port}/${company}`;
}

/** Where that issuer exchanges an agent's credential for a token. */
export function tokenEndpointOf(company: CompanySlug, port: number): string {
  return `${issuerOf(company, port)}/token`;
}

/** Where the public half of that issuer's key is. */
export function jwksUriOf(company: CompanySlug, port: number): string {
  return `${issuerOf(company, port)}/jwks.json`;
}
