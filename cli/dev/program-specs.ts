import path from 'node:path';
import { PACKAGE_ROOT, type CliSettings, type DatabaseOwner, type DatabaseUrls } from '../config.ts';
import { issuerOf, jwksUriOf } from '../issuer/issuer-address.ts';
import { companyKeyName } from '../issuer/company-keys.ts';
import { keyFile } from '../issuer/key-store.ts';
import { COMPANIES, programOf, type SubgraphCompany } from '../scenario/companies.ts';
import { extensionModuleOf } from '../scenario/realms.ts';
import type { ProgramSpec } from './child-program.ts';

const JWKS_PATH = '/.well-known/jwks.json';

/** The address of a program on loopback. */
export function urlOf(settings: CliSettings, program: 'gateway' | DatabaseOwner): string {
  return `http://127.0.0.1:${settings.ports[program]}`;
}

/** The shared layer's program. */
export function sharedSpec(settings: CliSettings, database: DatabaseUrls): ProgramSpec {
  return spec(settings, 'shared', 'The shared layer', 'subgraphs/shared/main.ts', {
    ...databaseEnv(database),
    GATEWAY_JWKS_URL: urlOf(settings, 'gateway') + JWKS_PATH,
    SIGNING_KEY_FILE: keyFile(settings.dataDir, 'shared'),
  });
}

/** One company's program. */
export function companySpec(
  settings: CliSettings,
  company: SubgraphCompany,
  database: DatabaseUrls,
  toolSecretKey: string,
): ProgramSpec {
  const extension = extensionModuleOf(company);
  return spec(settings, company, `${companyName(company)}'s subgraph`, programOf(company), {
    ...databaseEnv(database),
    COMPANY: company,
    GATEWAY_JWKS_URL: urlOf(settings, 'gateway') + JWKS_PATH,
    SHARED_URL: urlOf(settings, 'shared'),
    SHARED_JWKS_URL: urlOf(settings, 'shared') + JWKS_PATH,
    SIGNING_KEY_FILE: keyFile(settings.dataDir, companyKeyName(company)),
    TOOL_SECRET_KEY: toolSecretKey,
    ...(extension === undefined ? {} : { EXTENSION_MODULE: extension }),
    ISSUER: issuerOf(company, settings.ports.issuer),
    ISSUER_JWKS_URL: jwksUriOf(company, settings.ports.issuer),
  });
}

/** Room for what requests leave behind: a gateway under load spends a third of its time collecting it otherwise. */
const GATEWAY_FLAGS = ['--max-semi-space-size=64'];

/** The gateway's program. */
export function gatewaySpec(settings: CliSettings): ProgramSpec {
  const program = spec(settings, 'gateway', 'The gateway', 'gateway/start.mjs', {
    SHARED_URL: urlOf(settings, 'shared'),
    SIGNING_KEY_FILE: keyFile(settings.dataDir, 'gateway'),
    ALLOW_PRIVATE_ADDRESSES: 'true',
    PUBLIC_URL: urlOf(settings, 'gateway'),
    DASHBOARD_DIR: path.join(PACKAGE_ROOT, 'dashboard', 'dist'),
    REGISTRY_CACHE_FILE: path.join(settings.dataDir, 'registry-cache.json'),
  });
  return { ...program, flags: GATEWAY_FLAGS };
}

/** A company's name for people. */
export function companyName(company: SubgraphCompany): string {
  return COMPANIES.find(({ slug }) => slug === company)?.name ?? company;
}

function spec(
  settings: CliSettings,
  program: 'gateway' | DatabaseOwner,
  label: string,
  script: string,
  env: Record<string, string>,
): ProgramSpec {
  const own = { HOST: '127.0.0.1', PORT: String(settings.ports[program]), LOG_LEVEL: settings.logLevel };
  return {
    name: program,
    label,
    script: path.join(PACKAGE_ROOT, script),
    env: { ...settings.inherited, ...own, ...env },
    readyUrl: `${urlOf(settings, program)}/ready`,
  };
}

function databaseEnv({ runtimeUrl, ownerUrl }: DatabaseUrls): Record<string, string> {
  return { DATABASE_URL: runtimeUrl, MIGRATION_DATABASE_URL: ownerUrl };
}
