import { seedNimbus } from '../../examples/nimbus/seed.ts';
import { openDatabase as openCompanyDatabase } from '#subgraphs/company/database.ts';
import { seedCompany } from '#subgraphs/company/seed.ts';
import { openDatabase as openSharedDatabase } from '#subgraphs/shared/database.ts';
import { registerCompanies, seedShared } from '#subgraphs/shared/seed.ts';
import type { CliSettings } from '../config.ts';
import { ensureCompanyKeys } from '../issuer/company-keys.ts';
import { COMPANY_SCENARIOS, type SubgraphCompany } from '../scenario/companies.ts';
import { SHARED_SCENARIO } from '../scenario/rollout-team.ts';
import { registrations } from './registrations.ts';
import { seedRealm } from './seed-realm.ts';

/** Whether the scenario was written, or was there already and left alone. */
export type Seeded = 'seeded' | 'kept';

/** Registers the companies with their present addresses and keys, and writes the shared part of the scenario once. */
export async function seedSharedDatabase(
  url: string,
  { ports, dataDir }: Pick<CliSettings, 'ports' | 'dataDir'>,
): Promise<Seeded> {
  const database = openSharedDatabase(url);
  try {
    await registerCompanies(database, registrations(ports, await ensureCompanyKeys(dataDir)));
    return await seedShared(database, SHARED_SCENARIO);
  } finally {
    await database.$disconnect();
  }
}

/** Writes a company's own part of the scenario once. */
export async function seedCompanyDatabase(url: string, company: SubgraphCompany): Promise<Seeded> {
  const scenario = COMPANY_SCENARIOS[company];
  // Nimbus's program has tables of its own.
  if (company === 'nimbus') return seedNimbus(url, scenario);
  const database = openCompanyDatabase(url);
  try {
    const seeded = await seedCompany(database, scenario);
    await seedRealm(database, scenario);
    return seeded;
  } finally {
    await database.$disconnect();
  }
}
