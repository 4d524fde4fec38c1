import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { SettingsError } from '../config.ts';
import { SANDBOX_ORIGINS } from '../http/cors.ts';

/** Settings of the gateway between tenants. Whoever has one of them set up means that gateway. */
const TENANT_VARIABLES = ['SIGNING_KEY_FILE', 'SHARED_URL', 'REGISTRY_POLL_MS', 'VIEW_CAPACITY'];

/** What the command line says. */
export interface StaticOptions {
  /** A file with a supergraph's SDL. */
  readonly supergraph: string;
  readonly port: string;
  readonly host?: string;
  readonly anonymous?: boolean;
  readonly engine?: string;
  readonly planner?: string;
  /** Names of headers that subgraphs are told. */
  readonly forward?: readonly string[];
  readonly logLevel?: string;
}

/** Settings of a gateway without tenants. */
export interface StaticSettings {
  readonly supergraphSdl: string;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly engine: 'compiled' | 'apollo';
  readonly planner: 'hive' | 'apollo';
  /** In lower case. */
  readonly forward: readonly string[];
  readonly logLevel: string;
  readonly corsOrigins: ReadonlySet<string>;
}

/** Headers of the connection, not of the request, and those that the gateway writes itself: never forwarded. */
const NEVER =
  /^(?:host|connection|content-.*|accept|transfer-encoding|keep-alive|upgrade|te|trailer|expect)$/;

const options = z.object({
  port: z.coerce.number().int().min(0).max(65_535),
  host: z.string().default('127.0.0.1'),
  engine: z.enum(['compiled', 'apollo']).default('compiled'),
  planner: z.enum(['hive', 'apollo']).default('hive'),
  logLevel: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('warn'),
  forward: z
    .array(
      z
        .string()
        .toLowerCase()
        .regex(/^[a-z0-9-]+$/)
        .refine((name) => !NEVER.test(name), 'is not forwarded'),
    )
    .default(['authorization']),
});

/**
 * Reads the settings of a gateway without tenants: from the command line alone, so that no environment switches one on.
 *
 * @throws SettingsError naming what is missing or wrong, and where the environment is that of a gateway between tenants
 */
export function readStaticSettings(
  given: StaticOptions,
  env: NodeJS.ProcessEnv = process.env,
): StaticSettings {
  if (given.anonymous !== true)
    throw new SettingsError('This gateway asks nobody who they are; --anonymous says that this is meant.');
  const tenants = TENANT_VARIABLES.filter((name) => env[name] !== undefined);
  if (tenants.length > 0)
    throw new SettingsError(`A gateway between tenants is set up here (${tenants.join(', ')}).`);
  const read = options.safeParse(given);
  if (!read.success) throw new SettingsError(z.prettifyError(read.error));
  const corsOrigins = new Set(SANDBOX_ORIGINS);
  return { ...read.data, corsOrigins, supergraphSdl: readSupergraph(given.supergraph) };
}

function readSupergraph(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new SettingsError(`--supergraph must name a readable file, which "${file}" is not.`);
  }
}
