import { readFileSync } from 'node:fs';
import type { JSONWebKeySet, JWK } from 'jose';
import { z } from 'zod';
import { namedKeySet } from '#schema/wire/key-set.ts';
import type { DocumentPolicy } from '#schema/wire/registry.ts';
import { telemetryOf, telemetryVariables, type TelemetrySettings } from '#telemetry/settings.ts';
import { SANDBOX_ORIGINS } from './http/cors.ts';
import { createClientAddress, type TrustedProxies } from './http/client-address.ts';
import type { BucketRules } from './limits/bucket-rules.ts';
import { USUAL_BUDGET, type Budget } from './limits/budget.ts';
import { USUAL_RATES, USUAL_STRANGERS, type Rates } from './limits/rate-table.ts';

/** A setting is missing or wrong; the message names the variable. */
export class SettingsError extends Error {
  readonly code = 'BAD_SETTINGS';
}

const port = z.coerce.number().int().min(0).max(65_535);
const milliseconds = z.coerce.number().int().min(1);
const count = z.coerce.number().int().min(1);
const onOrOff = (usual: 'on' | 'off') =>
  z
    .enum(['on', 'off'])
    .default(usual)
    .transform((given) => given === 'on');

const limit = (usual: number, most: number) => count.max(most).default(usual);

const RECORD_OPERATIONS_MS = 30_000;

const variables = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(4000),
  SHARED_URL: z.url().default('http://127.0.0.1:4001'),
  SIGNING_KEY_FILE: z.string(),
  OTHER_KEYS_FILE: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  REGISTRY_POLL_MS: milliseconds.default(5000),
  REGISTRY_CACHE_FILE: z.string().min(1).optional(),
  REGISTRY_CACHE_HOURS: z.coerce.number().positive().max(720).default(24),
  SHARED_JWKS_FILE: z.string().min(1).optional(),
  SUBGRAPH_TIMEOUT_MS: milliseconds.default(5000),
  SUBGRAPH_CONCURRENCY: count.default(64),
  SUBGRAPH_QUEUE: z.coerce.number().int().min(0).default(256),
  BREAKER_FAILURES: count.default(5),
  BREAKER_OPEN_MS: milliseconds.default(5000),
  ALLOW_PRIVATE_ADDRESSES: z
    .enum(['true', 'false'])
    .default('false')
    .transform((given) => given === 'true'),
  MAX_ANSWER_BYTES: z.coerce.number().int().min(1024).default(16_777_216),
  MAX_BODY_BYTES: z.coerce.number().int().min(1024).default(1_048_576),
  MAX_UPLOAD_BYTES: z.coerce.number().int().min(1024).default(12_582_912),
  VIEW_CAPACITY: z.coerce.number().int().min(1).default(200),
  CORS_ORIGINS: z.string().default(SANDBOX_ORIGINS.join(',')),
  GATEWAY_ENGINE: z.enum(['compiled', 'apollo']).default('compiled'),
  GATEWAY_PLANNER: z.enum(['hive', 'apollo']).default('hive'),
  MAX_STREAMS: count.default(20_000),
  MAX_STREAMS_PER_COMPANY: count.default(USUAL_RATES.streams),
  MAX_STREAMS_PER_CALLER: count.default(USUAL_RATES.callerStreams),
  STREAM_STALL_MS: milliseconds.default(10_000),
  COALESCE: onOrOff('on'),
  COMPRESSION: onOrOff('off'),
  DOCUMENT_POLICY: z.enum(['company', 'open', 'trusted-only']).default('company'),
  RECORD_OPERATIONS: onOrOff('on'),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  DASHBOARD_DIR: z.string().min(1).optional(),
  SIGN_IN_CLIENT_ID: z.string().min(1).max(200).default('agent-network-dashboard'),
  LIMIT_DOCUMENT_BYTES: limit(USUAL_BUDGET.documentBytes, 1_048_576),
  LIMIT_TOKENS: limit(USUAL_BUDGET.tokens, 20_000),
  LIMIT_NESTING: limit(USUAL_BUDGET.nesting, 200),
  LIMIT_DEPTH: limit(USUAL_BUDGET.depth, 200),
  LIMIT_ALIASES: limit(USUAL_BUDGET.aliases, 20_000),
  LIMIT_ROOT_FIELDS: limit(USUAL_BUDGET.rootFields, 20_000),
  LIMIT_DIRECTIVES: limit(USUAL_BUDGET.directives, 20_000),
  LIMIT_COST: limit(USUAL_BUDGET.cost, 1_000_000_000),
  ...telemetryVariables,
  LIMIT_REQUESTS_PER_SECOND: limit(USUAL_RATES.requestsPerSecond, 1_000_000),
  LIMIT_REQUEST_BURST: limit(USUAL_RATES.requestBurst, 1_000_000),
  LIMIT_COST_PER_MINUTE: limit(USUAL_RATES.costPerMinute, 1_000_000_000_000),
  LIMIT_NEW_DOCUMENTS_PER_MINUTE: limit(USUAL_RATES.newDocumentsPerMinute, 1_000_000),
  LIMIT_CALLER_REQUESTS_PER_SECOND: limit(USUAL_RATES.callerRequestsPerSecond, 1_000_000),
  LIMIT_CALLER_REQUEST_BURST: limit(USUAL_RATES.callerRequestBurst, 1_000_000),
  LIMIT_CALLER_COST_PER_MINUTE: limit(USUAL_RATES.callerCostPerMinute, 1_000_000_000_000),
  LIMIT_ANONYMOUS_REQUESTS_PER_SECOND: limit(USUAL_STRANGERS.perSecond, 1_000_000),
  LIMIT_ANONYMOUS_REQUEST_BURST: limit(USUAL_STRANGERS.burst, 1_000_000),
  TRUSTED_PROXIES: z.string().default('').transform(listOf).check(areProxies),
});

function listOf(text: string): string[] {
  return text.split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim()]));
}

function areProxies({ value, issues }: z.core.ParsePayload<string[]>): void {
  try {
    createClientAddress(value);
  } catch (error) {
    issues.push({ code: 'custom', input: value, message: String(error) });
  }
}

/** A gateway's settings. */
export interface GatewaySettings {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Where the shared layer listens, without a path. */
  readonly sharedUrl: string;
  /** What executes operations: our own engine, or the reference. */
  readonly engine: 'compiled' | 'apollo';
  /** What plans for the compiled engine. */
  readonly planner: 'hive' | 'apollo';
  /** The private key that passports are signed with. */
  readonly signingKey: JWK;
  /**
   * Keys that are shown beside it: the one that is signed with next, and those from before. With their private halves, what
   * browsers keep under them is opened still. Left out: none.
   */
  readonly otherKeys?: readonly JWK[];
  readonly logLevel: string;
  readonly registryPollMs: number;
  /** Where the last good registry is kept for a start without the shared layer; left out: nowhere. */
  readonly registryCacheFile?: string;
  /** For how long a registry serves without an answer of the shared layer, in hours; left out: 24. */
  readonly registryCacheHours?: number;
  /** The only keys that a kept registry may be signed with; left out: those that the shared layer showed when it was kept. */
  readonly sharedKeys?: JSONWebKeySet;
  /** How long one call to a subgraph may take. */
  readonly subgraphTimeoutMs: number;
  /** Calls that one company may have under way at one program, and how many more of its own may wait. */
  readonly subgraphConcurrency: number;
  readonly subgraphQueue: number;
  /** After how many failures in a row a company's calls to a program are refused at once, and for how long. */
  readonly breakerFailures: number;
  readonly breakerOpenMs: number;
  /** Whether companies may be at private addresses and without https: in development, and in a network of one's own. */
  readonly allowPrivateAddresses?: boolean;
  readonly maxAnswerBytes: number;
  /** Of anybody's request. */
  readonly maxBodyBytes: number;
  /** Of a request of a caller whose token holds: an upload. */
  readonly maxUploadBytes: number;
  /** How many tenant views are kept ready. */
  readonly viewCapacity: number;
  /** Streams open at once in all; of a company and a caller, see `rates`. */
  readonly maxStreams: number;
  /** How long a stream's reader may take nothing while there is something for it. */
  readonly streamStallMs: number;
  readonly corsOrigins: ReadonlySet<string>;
  /** Whether one caller's equal queries under way at the same time run once. */
  readonly coalesce: boolean;
  /** Whether answers are compressed; see `http/compression.ts` for what that may give away. */
  readonly compression: boolean;
  /** After how many milliseconds the shared layer is told what companies use of the schema; left out: nothing is recorded. */
  readonly recordOperationsMs?: number;
  /** Holds for every company, whatever the registry says; left out: each company's own. */
  readonly documentPolicy?: DocumentPolicy;
  /** Where browsers find the gateway, without a path; left out: people cannot sign in here. */
  readonly publicUrl?: string;
  /** The folder with the built dashboard; left out: none is served. */
  readonly dashboardDir?: string;
  /** The client that the dashboard is at every company's issuer. */
  readonly signInClientId?: string;
  /** What an operation may come to, of companies without limits of their own; left out: the usual. */
  readonly limits?: Budget;
  /** What the operator is told of it beside the log; left out: nothing. */
  readonly telemetry?: TelemetrySettings;
  /** What companies without rates of their own, and their callers, may ask for over time; left out: the usual. */
  readonly rates?: Rates;
  /** What whoever has no valid token may ask for, of one address; left out: the usual. */
  readonly strangers?: BucketRules;
  /** Whose word on the client's address is believed; left out: nobody's. */
  readonly trustedProxies?: TrustedProxies;
}

/**
 * Reads the gateway's settings from the environment.
 *
 * @throws SettingsError naming every variable that is missing or wrong
 */
export function readSettings(env: NodeJS.ProcessEnv = process.env): GatewaySettings {
  const read = variables.safeParse(env);
  if (!read.success) throw new SettingsError(z.prettifyError(read.error));
  const given = read.data;
  return {
    host: given.HOST,
    port: given.PORT,
    sharedUrl: given.SHARED_URL.replace(/\/$/, ''),
    signingKey: readKey(given.SIGNING_KEY_FILE),
    ...(given.OTHER_KEYS_FILE === undefined ? {} : { otherKeys: readOtherKeys(given.OTHER_KEYS_FILE) }),
    engine: given.GATEWAY_ENGINE,
    planner: given.GATEWAY_PLANNER,
    logLevel: given.LOG_LEVEL,
    registryPollMs: given.REGISTRY_POLL_MS,
    ...(given.REGISTRY_CACHE_FILE === undefined ? {} : { registryCacheFile: given.REGISTRY_CACHE_FILE }),
    registryCacheHours: given.REGISTRY_CACHE_HOURS,
    ...(given.SHARED_JWKS_FILE === undefined ? {} : { sharedKeys: readKeySet(given.SHARED_JWKS_FILE) }),
    subgraphTimeoutMs: given.SUBGRAPH_TIMEOUT_MS,
    subgraphConcurrency: given.SUBGRAPH_CONCURRENCY,
    subgraphQueue: given.SUBGRAPH_QUEUE,
    breakerFailures: given.BREAKER_FAILURES,
    breakerOpenMs: given.BREAKER_OPEN_MS,
    allowPrivateAddresses: given.ALLOW_PRIVATE_ADDRESSES,
    maxAnswerBytes: given.MAX_ANSWER_BYTES,
    maxBodyBytes: given.MAX_BODY_BYTES,
    maxUploadBytes: given.MAX_UPLOAD_BYTES,
    viewCapacity: given.VIEW_CAPACITY,
    corsOrigins: new Set(given.CORS_ORIGINS.split(',').filter((origin) => origin !== '')),
    maxStreams: given.MAX_STREAMS,
    streamStallMs: given.STREAM_STALL_MS,
    coalesce: given.COALESCE,
    compression: given.COMPRESSION,
    ...(given.RECORD_OPERATIONS ? { recordOperationsMs: RECORD_OPERATIONS_MS } : {}),
    ...policyOf(given.DOCUMENT_POLICY),
    ...(given.PUBLIC_URL === undefined ? {} : { publicUrl: new URL(given.PUBLIC_URL).origin }),
    ...(given.DASHBOARD_DIR === undefined ? {} : { dashboardDir: given.DASHBOARD_DIR }),
    signInClientId: given.SIGN_IN_CLIENT_ID,
    telemetry: telemetryOf(given),
    limits: {
      documentBytes: given.LIMIT_DOCUMENT_BYTES,
      tokens: given.LIMIT_TOKENS,
      nesting: given.LIMIT_NESTING,
      depth: given.LIMIT_DEPTH,
      aliases: given.LIMIT_ALIASES,
      rootFields: given.LIMIT_ROOT_FIELDS,
      directives: given.LIMIT_DIRECTIVES,
      cost: given.LIMIT_COST,
    },
    rates: ratesOf(given),
    strangers: {
      perSecond: given.LIMIT_ANONYMOUS_REQUESTS_PER_SECOND,
      burst: given.LIMIT_ANONYMOUS_REQUEST_BURST,
    },
    trustedProxies: given.TRUSTED_PROXIES,
  };
}

function ratesOf(given: z.infer<typeof variables>): Rates {
  return {
    requestsPerSecond: given.LIMIT_REQUESTS_PER_SECOND,
    requestBurst: given.LIMIT_REQUEST_BURST,
    costPerMinute: given.LIMIT_COST_PER_MINUTE,
    newDocumentsPerMinute: given.LIMIT_NEW_DOCUMENTS_PER_MINUTE,
    streams: given.MAX_STREAMS_PER_COMPANY,
    callerRequestsPerSecond: given.LIMIT_CALLER_REQUESTS_PER_SECOND,
    callerRequestBurst: given.LIMIT_CALLER_REQUEST_BURST,
    callerCostPerMinute: given.LIMIT_CALLER_COST_PER_MINUTE,
    callerStreams: given.MAX_STREAMS_PER_CALLER,
  };
}

function policyOf(given: 'company' | 'open' | 'trusted-only'): Pick<GatewaySettings, 'documentPolicy'> {
  if (given === 'company') return {};
  return { documentPolicy: given === 'open' ? 'OPEN' : 'TRUSTED_ONLY' };
}

function readKey(file: string): JWK {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JWK;
  } catch {
    throw new SettingsError('SIGNING_KEY_FILE must name a readable file with a private JWK.');
  }
}

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });

function readOtherKeys(file: string): readonly JWK[] {
  try {
    return namedKeySet.parse(JSON.parse(readFileSync(file, 'utf8'))).keys;
  } catch {
    throw new SettingsError(
      'OTHER_KEYS_FILE must name a readable file with a JWKS, each key with "kid" and "alg".',
    );
  }
}

function readKeySet(file: string): JSONWebKeySet {
  try {
    return keySet.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new SettingsError('SHARED_JWKS_FILE must name a readable file with a JWKS.');
  }
}
