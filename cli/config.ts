import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { CliError } from './exit.ts';
import { COMPANIES_WITH_SUBGRAPH, type SubgraphCompany } from './scenario/companies.ts';

/** This package's own folder. */
export const PACKAGE_ROOT = path.resolve(fileURLToPath(new URL('..', import.meta.url)));

/** Whose database it is. */
export type DatabaseOwner = 'shared' | SubgraphCompany;
/** All of them, the shared layer's first. */
export const DATABASE_OWNERS: readonly DatabaseOwner[] = ['shared', ...COMPANIES_WITH_SUBGRAPH];

/** Addresses of one program's database. */
export interface DatabaseUrls {
  /** For the program's work: a role that owns nothing. */
  readonly runtimeUrl: string;
  /** For migrations: the role that owns the tables. */
  readonly ownerUrl: string;
}

/** Ports of the network, all on loopback. */
export type Ports = Readonly<Record<'gateway' | 'shared' | 'issuer' | 'database' | SubgraphCompany, number>>;

/** What the CLI is told from outside. */
export interface CliSettings {
  /** Keys, logs and the embedded database; absolute. */
  readonly dataDir: string;
  readonly ports: Ports;
  /** Databases on servers that somebody else runs; null for the embedded one. */
  readonly databases: Readonly<Record<DatabaseOwner, DatabaseUrls>> | null;
  readonly logLevel: string;
  /** How long the access tokens of people who sign in live, in seconds. */
  readonly accessTokenSeconds: number;
  /** Whether npm or npx started this process, through a shell that takes a SIGTERM and does not pass it on. */
  readonly underNpm: boolean;
  /** Everything that started programs inherit; no database address is in it. */
  readonly inherited: Readonly<Record<string, string>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The port's setting, and what it is when not set. 0 has the embedded database take a free one. */
const PORT_DEFAULTS: Ports = {
  gateway: 4000,
  shared: 4001,
  issuer: 4005,
  database: 0,
  acme: 4011,
  harbor: 4012,
  nimbus: 4013,
};

/** Where the programs of the network write their logs. */
export function logFolder(settings: CliSettings): string {
  return path.join(settings.dataDir, 'logs');
}

/** The name of a port's setting: `GATEWAY_PORT`. */
export function portSetting(name: keyof Ports): string {
  return `${name.toUpperCase()}_PORT`;
}

/**
 * Reads the settings.
 *
 * @throws CliError `SETTING_INVALID`, naming the variable
 */
export function loadSettings(env: Environment = process.env): CliSettings {
  return {
    dataDir: env['DATA_DIR'] ? path.resolve(env['DATA_DIR']) : path.join(PACKAGE_ROOT, '.data'),
    ports: readPorts(env),
    databases: readDatabases(env),
    logLevel: env['LOG_LEVEL'] ?? 'info',
    accessTokenSeconds: readSeconds(env, 'ACCESS_TOKEN_SECONDS', 600),
    underNpm: env['npm_lifecycle_event'] !== undefined,
    inherited: inheritable(env),
  };
}

function readPorts(env: Environment): Ports {
  const port = z.coerce.number().int().min(0).max(65_535);
  const read = (name: keyof Ports) => {
    const setting = portSetting(name);
    const text = env[setting];
    if (text === undefined || text === '') return PORT_DEFAULTS[name];
    const parsed = port.safeParse(text);
    const free = parsed.success && (parsed.data > 0 || PORT_DEFAULTS[name] === 0);
    if (!free) throw new CliError('SETTING_INVALID', `${setting}=${text} is no port: give 1 to 65535.`);
    return parsed.data;
  };
  return {
    gateway: read('gateway'),
    shared: read('shared'),
    issuer: read('issuer'),
    database: read('database'),
    acme: read('acme'),
    harbor: read('harbor'),
    nimbus: read('nimbus'),
  };
}

function readSeconds(env: Environment, setting: string, usual: number): number {
  const text = env[setting];
  if (text === undefined || text === '') return usual;
  const parsed = z.coerce.number().int().min(1).max(86_400).safeParse(text);
  if (!parsed.success)
    throw new CliError('SETTING_INVALID', `${setting}=${text} is no time: give 1 to 86400 seconds.`);
  return parsed.data;
}

function readDatabases(env: Environment): CliSettings['databases'] {
  const url = (owner: DatabaseOwner) => env[databaseSetting(owner)];
  const missing = DATABASE_OWNERS.filter((owner) => !url(owner)).map(databaseSetting);
  if (missing.length === DATABASE_OWNERS.length) return null;
  if (missing.length > 0) {
    const choice = 'Set the address of every database, or of none for the embedded server.';
    throw new CliError('SETTING_INVALID', `Not set: ${missing.join(', ')}. ${choice}`);
  }
  const urls = (owner: DatabaseOwner): DatabaseUrls => {
    const runtimeUrl = url(owner) ?? '';
    const ownerUrl = env[`${owner.toUpperCase()}_MIGRATION_DATABASE_URL`];
    return { runtimeUrl, ownerUrl: ownerUrl ? ownerUrl : runtimeUrl };
  };
  return { shared: urls('shared'), acme: urls('acme'), harbor: urls('harbor'), nimbus: urls('nimbus') };
}

/** The name of a database's setting: `ACME_DATABASE_URL`. */
export function databaseSetting(owner: DatabaseOwner): string {
  return `${owner.toUpperCase()}_DATABASE_URL`;
}

/** One company's program must not learn another's database from its environment. */
function inheritable(env: Environment): Record<string, string> {
  const kept = Object.entries(env).filter(([name]) => !name.endsWith('DATABASE_URL'));
  return Object.fromEntries(kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
