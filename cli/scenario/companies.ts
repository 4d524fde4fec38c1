import type { CompanyScenario } from '#subgraphs/company/seed.ts';
import { ACME, ACME_PRIVATE_WORD } from './acme.ts';
import { HARBOR, HARBOR_PRIVATE_WORD } from './harbor.ts';
import { NIMBUS, NIMBUS_PRIVATE_WORD } from './nimbus.ts';
import { seedId } from './seed-id.ts';

/** Companies of the scenario that run a subgraph of their own. */
export const COMPANIES_WITH_SUBGRAPH = ['acme', 'harbor', 'nimbus'] as const;
/** See {@link COMPANIES_WITH_SUBGRAPH}. */
export type SubgraphCompany = (typeof COMPANIES_WITH_SUBGRAPH)[number];

/** What each company's own database holds. */
export const COMPANY_SCENARIOS: Readonly<Record<SubgraphCompany, CompanyScenario>> = {
  acme: ACME,
  harbor: HARBOR,
  nimbus: NIMBUS,
};

/** A word per company that stands in each of its private texts and in no shared one. */
export const PRIVATE_WORDS: Readonly<Record<SubgraphCompany, string>> = {
  acme: ACME_PRIVATE_WORD,
  harbor: HARBOR_PRIVATE_WORD,
  nimbus: NIMBUS_PRIVATE_WORD,
};

/** Programs of companies that run another one than `subgraphs/company`: any that keeps the contract will do. */
const OWN_PROGRAMS: Partial<Readonly<Record<SubgraphCompany, string>>> = {
  nimbus: 'examples/nimbus/main.ts',
};

/** The company's program, as a path in this project. */
export function programOf(company: SubgraphCompany): string {
  return OWN_PROGRAMS[company] ?? 'subgraphs/company/main.ts';
}

/** Every registered company. Outsider runs no subgraph and shares nothing: the stranger of the isolation tests. */
export const COMPANIES = [
  { slug: 'acme', name: 'Acme' },
  { slug: 'harbor', name: 'Harbor' },
  { slug: 'nimbus', name: 'Nimbus' },
  { slug: 'outsider', name: 'Outsider' },
] as const;
/** The slug of a company of the scenario. */
export type CompanySlug = (typeof COMPANIES)[number]['slug'];

/** Whether a company of the scenario runs a subgraph. */
export function hasSubgraph(slug: CompanySlug): slug is SubgraphCompany {
  return COMPANIES_WITH_SUBGRAPH.some((company) => company === slug);
}

/** Outsider's only person, whom its issuer knows and no database holds. */
export const OUTSIDER_PEOPLE = [
  {
    id: seedId('psn_outsider', '2026-02-02T08:00:00.000Z', 'V1C'),
    subject: 'visitor',
    displayName: 'Vic Moreau',
  },
] as const;
