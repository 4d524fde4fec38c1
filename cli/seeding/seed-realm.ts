import type { Database } from '#subgraphs/company/database.ts';
import { loadExtension } from '#subgraphs/company/extension/extension-loading.ts';
import { seedExtension } from '#subgraphs/company/extension/extension-store.ts';
import type { CompanyScenario } from '#subgraphs/company/seed.ts';
import { extensionModuleOf } from '../scenario/realms.ts';

/** Writes the scenario's rows of the company's extension, when it has one, into the tables that its program has made. */
export async function seedRealm(database: Database, { company, realm }: CompanyScenario): Promise<void> {
  const module = extensionModuleOf(company);
  if (module !== undefined) await seedExtension(database, await loadExtension(module, company), realm);
}
