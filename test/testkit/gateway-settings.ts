import type { JWK } from 'jose';
import type { GatewaySettings } from '#gateway/config.ts';
import type { Budget } from '#gateway/limits/budget.ts';
import type { Rates } from '#gateway/limits/rate-table.ts';
import type { TelemetrySettings } from '#telemetry/settings.ts';

/** The engine that test networks run with: the compiled one unless the environment says otherwise. */
export const TEST_ENGINE = process.env['TEST_ENGINE'] === 'apollo' ? 'apollo' : 'compiled';

/**
 * What is off unless an operator wants it, on where the environment says `TEST_FEATURES=all`: every promise has to hold
 * with it, too.
 */
const ALL_FEATURES = process.env['TEST_FEATURES'] === 'all';

/** What programs tell their operators in tests. The collector is away: what is recorded is dropped. */
export const TEST_TELEMETRY: TelemetrySettings = ALL_FEATURES
  ? {
      metrics: { host: '127.0.0.1', port: 0 },
      tracing: { endpoint: 'http://127.0.0.1:9/v1/traces', ratio: 1 },
    }
  : {};

/** Tests ask for every field there is at once; limits have tests of their own. */
const NO_LIMITS: Budget = {
  ...{ documentBytes: Infinity, tokens: Infinity, nesting: Infinity, depth: Infinity },
  ...{ aliases: Infinity, rootFields: Infinity, directives: Infinity, cost: Infinity },
};

/** More than a test asks for. */
const MUCH = 1_000_000_000;

/** Tests ask as fast as they can; limits over time have tests of their own. */
export const NO_RATES: Rates = {
  ...{ requestsPerSecond: MUCH, requestBurst: MUCH, costPerMinute: MUCH * 1000, newDocumentsPerMinute: MUCH },
  ...{ callerRequestsPerSecond: MUCH, callerRequestBurst: MUCH, callerCostPerMinute: MUCH * 1000 },
  ...{ streams: 500, callerStreams: 100 },
};

/** Settings of a test network's gateway, on a free port, but for what a test wants otherwise. */
export function testGatewaySettings(
  sharedUrl: string,
  signingKey: JWK,
  more: Partial<GatewaySettings> = {},
): GatewaySettings {
  return {
    ...{ host: '127.0.0.1', port: 0, logLevel: 'debug', sharedUrl, signingKey },
    registryPollMs: 60_000,
    // Patience for a machine that runs much beside; tests of deadlines set their own.
    subgraphTimeoutMs: 15_000,
    subgraphConcurrency: 64,
    subgraphQueue: 256,
    breakerFailures: 5,
    breakerOpenMs: 1000,
    maxAnswerBytes: 1_000_000,
    maxBodyBytes: 1_000_000,
    maxUploadBytes: 12_582_912,
    viewCapacity: 10,
    limits: NO_LIMITS,
    allowPrivateAddresses: true,
    engine: TEST_ENGINE,
    planner: process.env['TEST_PLANNER'] === 'apollo' ? 'apollo' : 'hive',
    corsOrigins: new Set(),
    maxStreams: 1000,
    rates: NO_RATES,
    strangers: { perSecond: MUCH, burst: MUCH },
    streamStallMs: 1000,
    coalesce: true,
    compression: ALL_FEATURES,
    telemetry: TEST_TELEMETRY,
    recordOperationsMs: 60_000,
    ...more,
  };
}
