import { COMPANIES, COMPANY_SCENARIOS, hasSubgraph } from '#cli/scenario/companies.ts';
import { seedRealm } from '#cli/seeding/seed-realm.ts';
import {
  startCompanySubgraph,
  type CompanySettings,
  type CompanySubgraph,
  type CompanyTools,
} from '#subgraphs/company/company-subgraph.ts';
import { openDatabase } from '#subgraphs/company/database.ts';
import { seedCompany, type CompanyScenario } from '#subgraphs/company/seed.ts';
import { seedNimbus } from '../../examples/nimbus/seed.ts';
import { startNimbus, type Nimbus } from '../../examples/nimbus/server.ts';
import type { NetworkOptions } from './network.ts';
import type { TestDatabase } from './postgres.ts';

const EMPTY_OUTSIDER: CompanyScenario = {
  company: 'outsider',
  people: [],
  agents: [],
  knowledge: [],
  tools: [],
  privateThreads: [],
  notes: [],
  publications: [],
};

/** Whether a company's program is Nimbus's own, which has tables of its own. */
export function isNimbusOwn(company: string, { nimbus = 'own' }: NetworkOptions): boolean {
  return company === 'nimbus' && nimbus === 'own';
}

export function startCompany(
  own: boolean,
  settings: CompanySettings,
  tools: CompanyTools,
): Promise<CompanySubgraph | Nimbus> {
  return own ? startNimbus(settings, tools) : startCompanySubgraph(settings, tools);
}

/** Puts the company's part of the scenario into its tables. */
export async function seedTestCompany(
  company: string,
  database: TestDatabase,
  options: NetworkOptions,
): Promise<void> {
  const known = COMPANIES.map(({ slug }) => slug).find((slug) => slug === company);
  const usual = known && hasSubgraph(known) ? COMPANY_SCENARIOS[known] : EMPTY_OUTSIDER;
  const scenario = options.companies?.[company] ?? usual;
  if (isNimbusOwn(company, options)) {
    await seedNimbus(database.runtimeUrl, scenario);
    return;
  }
  const db = openDatabase(database.runtimeUrl);
  await seedCompany(db, scenario);
  await seedRealm(db, scenario);
  await db.$disconnect();
}
