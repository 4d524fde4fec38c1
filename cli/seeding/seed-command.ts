import { DATABASE_OWNERS, databaseSetting, type CliSettings, type DatabaseOwner } from '../config.ts';
import { CliError, type Terminal } from '../exit.ts';
import { seedCompanyDatabase, seedSharedDatabase, type Seeded } from './seed-databases.ts';

/**
 * Writes the reference scenario into the databases that the settings name, as `agent-network dev` does into its own.
 *
 * @throws CliError `SETTING_INVALID` without addresses, `DATABASE_NOT_READY` when a database cannot take the scenario
 */
export async function seedGivenDatabases(
  settings: CliSettings,
  terminal: Terminal,
  options: { readonly json: boolean },
): Promise<void> {
  const { databases } = settings;
  if (!databases) {
    const names = DATABASE_OWNERS.map(databaseSetting).join(', ');
    throw new CliError(
      'SETTING_INVALID',
      `Set ${names}. (npm start seeds the embedded databases by itself.)`,
    );
  }
  const results: Partial<Record<DatabaseOwner, Seeded>> = {};
  for (const owner of DATABASE_OWNERS) {
    results[owner] = await seedOne(owner, databases[owner].runtimeUrl, settings);
    if (!options.json) terminal.out(`${owner}: ${results[owner]}`);
  }
  if (options.json) terminal.out(JSON.stringify(results));
}

async function seedOne(owner: DatabaseOwner, url: string, settings: CliSettings): Promise<Seeded> {
  try {
    return owner === 'shared'
      ? await seedSharedDatabase(url, settings)
      : await seedCompanyDatabase(url, owner);
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim() : String(error);
    const advice = 'Its tables are made by its program when that starts for the first time.';
    throw new CliError('DATABASE_NOT_READY', `${databaseSetting(owner)} took no data. ${advice}\n${reason}`);
  }
}
