import { readFileSync } from 'node:fs';
import type { JWK } from 'jose';
import { z } from 'zod';
import type { Trust } from './callers.ts';

/** Settings of Nimbus's program. */
export interface Settings extends Trust {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** As the role that serves requests. */
  readonly databaseUrl: string;
  /** As the tables' owner. */
  readonly migrationDatabaseUrl: string;
  /** The shared layer's address, without a path. */
  readonly sharedUrl: string;
  /** Nimbus's private JWK: with it Nimbus speaks to the shared layer. */
  readonly signingKey: JWK;
  readonly logLevel: string;
}

const variables = z.object({
  COMPANY: z.string().default('nimbus'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(4013),
  DATABASE_URL: z.url(),
  MIGRATION_DATABASE_URL: z.url().optional(),
  GATEWAY_JWKS_URL: z.url(),
  SHARED_URL: z.url(),
  SHARED_JWKS_URL: z.url(),
  SIGNING_KEY_FILE: z.string(),
  ISSUER: z.string(),
  ISSUER_JWKS_URL: z.url(),
  LOG_LEVEL: z.string().default('info'),
});

/** Reads the environment. @throws Error naming each variable that is missing or bad, never its value */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Settings {
  const read = variables.safeParse(environment);
  if (!read.success) {
    const names = read.error.issues.map(({ path }) => String(path[0]));
    throw new Error(`Missing or not valid: ${[...new Set(names)].join(', ')}.`);
  }
  const given = read.data;
  return {
    company: given.COMPANY,
    host: given.HOST,
    port: given.PORT,
    databaseUrl: given.DATABASE_URL,
    migrationDatabaseUrl: given.MIGRATION_DATABASE_URL ?? given.DATABASE_URL,
    gatewayJwksUrl: given.GATEWAY_JWKS_URL,
    sharedUrl: given.SHARED_URL,
    sharedJwksUrl: given.SHARED_JWKS_URL,
    signingKey: JSON.parse(readFileSync(given.SIGNING_KEY_FILE, 'utf8')) as JWK,
    issuer: given.ISSUER,
    issuerJwksUrl: given.ISSUER_JWKS_URL,
    logLevel: given.LOG_LEVEL,
  };
}
