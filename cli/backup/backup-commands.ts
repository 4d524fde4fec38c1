import { loadExtension } from '#subgraphs/company/extension/extension-loading.ts';
import { CliError, type Terminal } from '../exit.ts';
import type { Manifest } from './manifest.ts';
import { checkBackup, restore } from './restore.ts';
import { backUp } from './snapshot.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** How a command tells what it did. */
export interface Telling {
  readonly terminal: Terminal;
  readonly json: boolean;
}

/** `backup`: writes down the database that the program's environment names. */
export async function runBackup(
  { out, databaseUrl }: { readonly out: string; readonly databaseUrl?: string | undefined },
  env: Environment,
  telling: Telling,
): Promise<void> {
  const url = ownerUrl(databaseUrl, env);
  tell(telling, await backUp({ url, folder: out, now: () => new Date() }), `written to ${out}`);
}

/** `restore`: brings a backup into an empty database; with `check`, looks at the backup alone. */
export async function runRestore(
  request: { readonly folder: string; readonly databaseUrl?: string | undefined; readonly check: boolean },
  env: Environment,
  telling: Telling,
): Promise<void> {
  const { folder, databaseUrl, check } = request;
  const realms = await realmsOf(env);
  if (check) {
    tell(telling, await checkBackup(folder, realms), 'whole, and of a version that this program knows');
    return;
  }
  const url = ownerUrl(databaseUrl, env);
  const runtimeRole = runtimeRoleOf(url, env['DATABASE_URL']);
  const manifest = await restore({ folder, url, runtimeRole, realms });
  tell(telling, manifest, 'restored. Look at it with "agent-network doctor" before anybody uses it');
}

function ownerUrl(given: string | undefined, env: Environment): string {
  const url = given ?? (env['MIGRATION_DATABASE_URL'] || env['DATABASE_URL']);
  if (url && URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol)) return url;
  const advice =
    'Set MIGRATION_DATABASE_URL as for the program, or give --database-url: that of the owning role.';
  throw new CliError('SETTING_INVALID', advice);
}

function runtimeRoleOf(owner: string, runtime: string | undefined): string | null {
  if (!runtime || !URL.canParse(runtime)) return null;
  const role = userOf(runtime);
  return role === userOf(owner) ? null : role;
}

function userOf(url: string): string {
  return decodeURIComponent(new URL(url).username);
}

/** Where a company's extension keeps the migrations of its own schema. */
async function realmsOf(env: Environment): Promise<Map<string, string>> {
  const { EXTENSION_MODULE: file, COMPANY: company } = env;
  if (!file || !company) return new Map();
  const { tables } = await loadExtension(file, company);
  return new Map(tables === undefined ? [] : [[tables.schema, tables.directory]]);
}

function tell({ terminal, json }: Telling, manifest: Manifest, what: string): void {
  if (json) {
    terminal.out(JSON.stringify(manifest));
    return;
  }
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  const whose = manifest.program === 'shared' ? "the shared layer's database" : "a company's database";
  terminal.out(
    `${whose} as of ${manifest.takenAt}, ${rows} rows of ${manifest.tables.length} tables: ${what}.`,
  );
}
