import path from 'node:path';
import {
  readSettings as readGatewaySettings,
  SettingsError as GatewaySettingsError,
} from '#gateway/config.ts';
import { createGuardedFetch } from '#gateway/transport/guarded-fetch.ts';
import { readSettings as readCompanySettings } from '#subgraphs/company/config.ts';
import { SettingsError } from '#subgraphs/kit/settings.ts';
import { readSharedSettings } from '#subgraphs/shared/config.ts';
import { migrationsOf } from '../backup/known-migrations.ts';
import { chainCheck, USUAL_SAMPLE } from './checks/chain-check.ts';
import { ledgerCheck, publishedCheck } from './checks/company-checks.ts';
import {
  migrationsCheck,
  reachFindings,
  roleCheck,
  type DatabaseUnderCheck,
} from './checks/database-checks.ts';
import { diskCheck, secretFileCheck } from './checks/machine-checks.ts';
import { keysCheck, ownKeyCheck, readyCheck, type ReachTools } from './checks/reach-checks.ts';
import { registryCheck } from './checks/registry-check.ts';
import { structureCheck } from './checks/structure-check.ts';
import { problem, type Check, type Finding } from './finding.ts';

/** Whose settings the environment holds. */
export type DoctoredProgram = 'gateway' | 'shared' | 'company';
type Environment = Readonly<Record<string, string | undefined>>;

/** What checks are made with. */
export interface DoctorTools extends ReachTools {
  readonly env: Environment;
  /** Where `npm start` keeps an embedded database. */
  readonly dataDir: string;
  /** Whether every log is recomputed from its start. */
  readonly allChains: boolean;
}

/** The checks of a program, and how to let go of what they hold. */
export interface ProgramChecks {
  readonly checks: readonly Check[];
  readonly close: () => Promise<void>;
}

/** The checks that the environment allows; findings instead when its settings cannot be read. */
export async function checksOf(
  program: DoctoredProgram,
  tools: DoctorTools,
): Promise<ProgramChecks | Finding[]> {
  try {
    return await MAKERS[program](tools);
  } catch (error) {
    if (error instanceof SettingsError || error instanceof GatewaySettingsError)
      return [problem('SETTINGS_INVALID', `${error.message.replaceAll('\n', ' ')}.`)];
    throw error;
  }
}

const MAKERS: Readonly<
  Record<DoctoredProgram, (tools: DoctorTools) => ProgramChecks | Promise<ProgramChecks>>
> = {
  gateway: gatewayChecks,
  shared: sharedChecks,
  company: companyChecks,
};

const nothing = () => Promise.resolve();

function gatewayChecks(tools: DoctorTools): ProgramChecks {
  const settings = readGatewaySettings(tools.env);
  const { sharedUrl } = settings;
  const guarded = createGuardedFetch({ allowPrivate: settings.allowPrivateAddresses === true });
  const reader = { ...settings, fetchRegistered: guarded.fetch };
  const checks = [
    ...keyChecks(tools.env, settings, tools),
    readyCheck('the shared layer', sharedUrl, tools),
    keysCheck('the shared layer', `${sharedUrl}/.well-known/jwks.json`, tools),
    registryCheck(reader, tools),
  ];
  return { checks, close: () => guarded.close() };
}

async function sharedChecks(tools: DoctorTools): Promise<ProgramChecks> {
  const settings = readSharedSettings(tools.env);
  const database = { ...settings, directory: migrationsOf('shared'), walled: true };
  const sample = tools.allChains ? null : USUAL_SAMPLE;
  const checks = [
    ...keyChecks(tools.env, settings, tools),
    keysCheck('the gateway', settings.gatewayJwksUrl, tools),
    ...(await databaseChecks(database, [chainCheck(settings.migrationDatabaseUrl, sample)], tools)),
  ];
  return { checks, close: nothing };
}

async function companyChecks(tools: DoctorTools): Promise<ProgramChecks> {
  const settings = readCompanySettings(tools.env);
  const database = { ...settings, directory: migrationsOf('company'), walled: false };
  const subject = { settings, keyFile: tools.env['SIGNING_KEY_FILE'] ?? '' };
  const checks = [
    ...keyChecks(tools.env, settings, tools),
    keysCheck('the gateway', settings.gatewayJwksUrl, tools),
    keysCheck("the company's issuer", settings.issuerJwksUrl, tools),
    keysCheck('the shared layer', settings.sharedJwksUrl, tools),
    readyCheck('the shared layer', settings.sharedUrl.replace(/\/$/, ''), tools),
    publishedCheck(subject, tools),
    ...(await databaseChecks(database, [ledgerCheck(subject, tools)], tools)),
  ];
  return { checks, close: nothing };
}

function keyChecks(
  env: Environment,
  settings: Parameters<typeof ownKeyCheck>[0],
  tools: ReachTools,
): Check[] {
  return [secretFileCheck('SIGNING_KEY_FILE', env['SIGNING_KEY_FILE'] ?? ''), ownKeyCheck(settings, tools)];
}

/** Where the database cannot be reached, that is the finding, and what needs it is left out. */
async function databaseChecks(
  database: DatabaseUnderCheck,
  more: readonly Check[],
  { dataDir }: DoctorTools,
): Promise<Check[]> {
  const unreachable = await reachFindings(database);
  const reach = { name: 'the database', run: () => unreachable };
  if (unreachable.length > 0) return [reach];
  const embedded = diskCheck(path.join(dataDir, 'postgres'));
  return [reach, roleCheck(database), migrationsCheck(database), structureCheck(database), ...more, embedded];
}
