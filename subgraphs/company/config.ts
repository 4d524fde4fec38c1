import path from 'node:path';
import { z } from 'zod';
import { isCompanySlug } from '#schema/wire/ids.ts';
import { telemetryOf, telemetryVariables } from '#telemetry/settings.ts';
import { busOf, busVariables } from '#subgraphs/kit/bus-settings.ts';
import { accessVariables, readAccess } from '#subgraphs/kit/database-variables.ts';
import { readEnvironment, type Environment } from '#subgraphs/kit/settings.ts';
import { readOtherKeys, readSigningKey } from '#subgraphs/kit/signing-key.ts';
import type { CompanySettings } from './company-subgraph.ts';
import { CONNECTIONS } from './database.ts';

const httpUrl = z.url({ protocol: /^https?$/, error: 'it must be an http or https address' });
const databaseUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'it must be a postgresql:// address' });

const KEY_BYTES = 32;
const secretKey = z
  .base64('it must be base64')
  .transform((text) => new Uint8Array(Buffer.from(text, 'base64')))
  .refine((key) => key.length === KEY_BYTES, `it must be ${KEY_BYTES} bytes in base64`);

const variables = z.object({
  COMPANY: z.string().refine(isCompanySlug, 'it must be a slug, [a-z][a-z0-9-]{1,30}'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number('it must be a port').int().min(0).max(65535).default(4011),
  DATABASE_URL: databaseUrl,
  MIGRATION_DATABASE_URL: databaseUrl.optional(),
  ...accessVariables(CONNECTIONS),
  GATEWAY_JWKS_URL: httpUrl,
  SHARED_URL: httpUrl,
  SHARED_JWKS_URL: httpUrl,
  SIGNING_KEY_FILE: z.string(),
  OTHER_KEYS_FILE: z.string().optional(),
  TOOL_SECRET_KEY: secretKey.optional(),
  EXTENSION_MODULE: z
    .string()
    .transform((file) => path.resolve(file))
    .optional(),
  PRIVATE_RETENTION_DAYS: z.coerce
    .number('it must be a number of days, 1 to 36500')
    .int()
    .min(1)
    .max(36_500)
    .optional(),
  ISSUER: z.string(),
  ISSUER_JWKS_URL: httpUrl,
  ...busVariables,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  ...telemetryVariables,
});

/**
 * Reads the program's settings from the environment.
 *
 * @throws SettingsError naming each variable that is missing or bad
 */
export function readSettings(environment: Environment = process.env): CompanySettings {
  const given = readEnvironment(variables, environment);
  return {
    company: given.COMPANY,
    host: given.HOST,
    port: given.PORT,
    databaseUrl: given.DATABASE_URL,
    migrationDatabaseUrl: given.MIGRATION_DATABASE_URL ?? given.DATABASE_URL,
    ...readAccess(given),
    gatewayJwksUrl: given.GATEWAY_JWKS_URL,
    sharedUrl: given.SHARED_URL,
    sharedJwksUrl: given.SHARED_JWKS_URL,
    signingKey: readSigningKey(given.SIGNING_KEY_FILE),
    otherKeys: given.OTHER_KEYS_FILE === undefined ? undefined : readOtherKeys(given.OTHER_KEYS_FILE),
    toolSecretKey: given.TOOL_SECRET_KEY,
    extensionModule: given.EXTENSION_MODULE,
    privateRetentionDays: given.PRIVATE_RETENTION_DAYS,
    issuer: given.ISSUER,
    issuerJwksUrl: given.ISSUER_JWKS_URL,
    logLevel: given.LOG_LEVEL,
    ...busOf(given),
    telemetry: telemetryOf(given),
  };
}
