import type { JWK } from 'jose';
import { CALLERS } from '../../scenario/callers.ts';
import { COMPANIES, COMPANY_SCENARIOS, hasSubgraph, type CompanySlug } from '../../scenario/companies.ts';
import { TOKEN_ENDPOINT_METADATA } from '../token-route.ts';
import { PROVIDER_PATHS, type PeopleIssuer } from './provider.ts';
import { PEOPLE_GRANTS } from './token-relay.ts';

/** How people sign in at every company's development issuer. */
export interface PeopleSignIn {
  /** Where a sign-in may end. */
  readonly redirectUris: readonly string[];
  /** How long an access token lives, in seconds. */
  readonly accessTokenSeconds: number;
}

/** A company's issuer with the people of the scenario; its agents are not among them. */
export function signsInAt(company: CompanySlug, key: JWK, issuer: string, how: PeopleSignIn): PeopleIssuer {
  const people = CALLERS.filter((caller) => caller.company === company && caller.kind === 'person');
  return {
    ...how,
    company,
    companyName: COMPANIES.find(({ slug }) => slug === company)?.name ?? company,
    issuer,
    key,
    people: people.map(({ subject, name }) => ({ subject, name, title: titleOf(company, subject) })),
  };
}

function titleOf(company: CompanySlug, subject: string): string | null {
  if (!hasSubgraph(company)) return null;
  return COMPANY_SCENARIOS[company].people.find((person) => person.subject === subject)?.title ?? null;
}

/** What the discovery document says of people's sign-in. */
export function peopleDiscovery(issuer: string, withAgents: boolean) {
  const agents = TOKEN_ENDPOINT_METADATA;
  return {
    authorization_endpoint: issuer + PROVIDER_PATHS.authorization,
    revocation_endpoint: issuer + PROVIDER_PATHS.revocation,
    authorization_response_iss_parameter_supported: true,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: ['openid', 'offline_access'],
    grant_types_supported: [...PEOPLE_GRANTS, ...(withAgents ? agents.grant_types_supported : [])],
    token_endpoint_auth_methods_supported: [
      'none',
      ...(withAgents ? agents.token_endpoint_auth_methods_supported : []),
    ],
  };
}
