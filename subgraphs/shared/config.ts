import type { JWK } from 'jose';
import { z } from 'zod';
import { telemetryOf, telemetryVariables, type TelemetrySettings } from '#telemetry/settings.ts';
import { busOf, busVariables } from '#subgraphs/kit/bus-settings.ts';
import { accessVariables, readAccess, type DatabaseAccess } from '#subgraphs/kit/database-variables.ts';
import type { BusSettings } from '#subgraphs/kit/notice-bus.ts';
import { readEnvironment, SettingsError } from '#subgraphs/kit/settings.ts';
import { USUAL_POST_LIMITS, type PostLimits } from './events/post-rates.ts';
import { readOtherKeys, readPublicKeys, readSigningKey } from '#subgraphs/kit/signing-key.ts';
import { CONNECTIONS } from './database.ts';
import { USUAL_PUBLICATIONS } from './schemas/publication-rate.ts';

/** The shared layer's settings. */
export interface SharedSettings extends DatabaseAccess {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** With the runtime role, which reads and writes rows. */
  readonly databaseUrl: string;
  /** With the role that owns the tables. */
  readonly migrationDatabaseUrl: string;
  /** Of a streaming replica of the database, with the runtime role, which answers queries; left out: the database does. */
  readonly readDatabaseUrl?: string;
  /** Where the gateway shows the keys that it signs passports with. */
  readonly gatewayJwksUrl: string;
  /** The private key that attestations are signed with: a JWK with `kid` and `alg`. */
  readonly signingKey: JWK;
  /** Keys that are shown beside it: the one that is signed with next, and those from before. Left out: none. */
  readonly otherKeys?: readonly JWK[];
  /** Public keys of the network's operator, who may read every company's schema; left out: nobody may. */
  readonly operatorKeys?: readonly JWK[];
  /** For how many days what companies use of the schema is kept; left out: 30. */
  readonly recordedOperationDays?: number;
  /** What companies without limits of their own may post in a minute; left out: the usual. */
  readonly postLimits?: PostLimits;
  /** How many schemas and sets of documents such a company may have checked in an hour; left out: the usual. */
  readonly publicationsPerHour?: number;
  /** How often messages whose time is over are looked for; 0, or left out: never by this replica. */
  readonly retentionIntervalMs?: number;
  readonly logLevel: string;
  /** Carries notices between replicas; left out: each listens to the database. */
  readonly eventBus?: BusSettings;
  /** What the operator is told of it beside the log; left out: nothing. */
  readonly telemetry?: TelemetrySettings;
}

export { SettingsError };

const databaseUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// URL' });

const rate = (of: string, usual: number) =>
  z.coerce
    .number({ error: `must be a number of ${of}, 1 to 1000000` })
    .int()
    .min(1)
    .max(1_000_000)
    .default(usual);

const variables = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number({ error: 'must be a port, 0 to 65535' }).int().min(0).max(65_535).default(4001),
  DATABASE_URL: databaseUrl,
  MIGRATION_DATABASE_URL: databaseUrl.optional(),
  READ_DATABASE_URL: databaseUrl.optional(),
  ...accessVariables(CONNECTIONS),
  GATEWAY_JWKS_URL: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }),
  SIGNING_KEY_FILE: z.string({ error: 'must name the file of a private JWK' }).min(1),
  OTHER_KEYS_FILE: z.string().min(1).optional(),
  OPERATOR_JWKS_FILE: z.string().min(1).optional(),
  RECORDED_OPERATION_DAYS: z.coerce
    .number({ error: 'must be a number of days, 1 to 366' })
    .int()
    .min(1)
    .max(366)
    .default(30),
  POSTS_PER_MINUTE: rate('posts in a minute', USUAL_POST_LIMITS.company),
  POSTS_PER_MINUTE_PER_PARTICIPANT: rate('posts in a minute', USUAL_POST_LIMITS.participant),
  PUBLICATIONS_PER_HOUR: rate('publications in an hour', USUAL_PUBLICATIONS),
  RETENTION_INTERVAL_SECONDS: z.coerce
    .number({ error: 'must be a number of seconds, 0 to 86400' })
    .int()
    .min(0)
    .max(86_400)
    .default(3600),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be fatal, error, warn, info, debug, trace or silent',
    })
    .default('info'),
  ...busVariables,
  ...telemetryVariables,
});

/**
 * Reads the settings of the environment.
 *
 * @throws SettingsError naming every variable that is missing or wrong, never its value
 */
export function readSharedSettings(environment: NodeJS.ProcessEnv = process.env): SharedSettings {
  const data = readEnvironment(variables, environment);
  return {
    host: data.HOST,
    port: data.PORT,
    databaseUrl: data.DATABASE_URL,
    migrationDatabaseUrl: data.MIGRATION_DATABASE_URL ?? data.DATABASE_URL,
    ...readAccess(data),
    ...(data.READ_DATABASE_URL === undefined ? {} : { readDatabaseUrl: data.READ_DATABASE_URL }),
    gatewayJwksUrl: data.GATEWAY_JWKS_URL,
    signingKey: readSigningKey(data.SIGNING_KEY_FILE),
    ...(data.OTHER_KEYS_FILE === undefined ? {} : { otherKeys: readOtherKeys(data.OTHER_KEYS_FILE) }),
    ...(data.OPERATOR_JWKS_FILE === undefined
      ? {}
      : { operatorKeys: readPublicKeys('OPERATOR_JWKS_FILE', data.OPERATOR_JWKS_FILE) }),
    recordedOperationDays: data.RECORDED_OPERATION_DAYS,
    postLimits: { company: data.POSTS_PER_MINUTE, participant: data.POSTS_PER_MINUTE_PER_PARTICIPANT },
    publicationsPerHour: data.PUBLICATIONS_PER_HOUR,
    ...busOf(data),
    retentionIntervalMs: data.RETENTION_INTERVAL_SECONDS * 1000,
    logLevel: data.LOG_LEVEL,
    telemetry: telemetryOf(data),
  };
}
