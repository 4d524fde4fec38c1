import { COMPANIES, COMPANY_SCENARIOS, hasSubgraph, OUTSIDER_PEOPLE, type CompanySlug } from './companies.ts';

/** Somebody for whom a development token can be made. */
export interface SeededCaller {
  readonly company: CompanySlug;
  readonly subject: string;
  readonly kind: 'person' | 'agent';
  readonly name: string;
}

/** Everyone whom a company's development issuer vouches for: its people, then its agents. */
export const CALLERS: readonly SeededCaller[] = COMPANIES.flatMap(({ slug }) => [
  ...peopleOf(slug).map(({ subject, displayName }) => caller(slug, subject, 'person', displayName)),
  ...agentsOf(slug).map(({ subject, name }) => caller(slug, subject, 'agent', name)),
]);

/** The caller of that name; null when nobody of the scenario has it. */
export function findCaller(company: string, subject: string): SeededCaller | null {
  return CALLERS.find((known) => known.company === company && known.subject === subject) ?? null;
}

function caller(
  company: CompanySlug,
  subject: string,
  kind: SeededCaller['kind'],
  name: string,
): SeededCaller {
  return { company, subject, kind, name };
}

function peopleOf(slug: CompanySlug) {
  return hasSubgraph(slug) ? COMPANY_SCENARIOS[slug].people : OUTSIDER_PEOPLE;
}

function agentsOf(slug: CompanySlug) {
  return hasSubgraph(slug) ? COMPANY_SCENARIOS[slug].agents : [];
}
