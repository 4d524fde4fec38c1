import { CompanyRefused } from '#subgraphs/shared/registry/company-administration.ts';
import { openDatabase, type Database } from '#subgraphs/shared/database.ts';
import { CliError } from '../exit.ts';

/**
 * Works on the registry, in the shared layer's database: whoever has its address runs the network.
 *
 * @throws CliError `SETTING_INVALID` without an address, `COMPANY_REFUSED` for what cannot be done
 */
export async function withRegistry<T>(
  url: string | undefined,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  if (!url) {
    const advice =
      'Set SHARED_DATABASE_URL, or give --database-url: that of the shared layer’s runtime role.';
    throw new CliError('SETTING_INVALID', advice);
  }
  const database = openDatabase(url);
  try {
    return await work(database);
  } catch (error) {
    if (error instanceof CompanyRefused) throw new CliError('COMPANY_REFUSED', error.message);
    throw error;
  } finally {
    await database.$disconnect();
  }
}
