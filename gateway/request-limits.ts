import type { IncomingMessage } from 'node:http';
import type { GatewaySettings } from './config.ts';
import { RequestRefused } from './errors.ts';
import { createClientAddress } from './http/client-address.ts';
import type { RefusesUnread } from './http/graphql-handler.ts';
import { createStrangers, type Strangers } from './http/strangers.ts';
import type { Elapsed } from './limits/caller-rates.ts';
import { USUAL_STRANGERS } from './limits/rate-table.ts';
import type { Stages } from './pipeline.ts';

/** The count of strangers, as the settings have it. */
export function strangersOf(
  { strangers = USUAL_STRANGERS, trustedProxies = [] }: GatewaySettings,
  elapsed: Elapsed,
): Strangers {
  return createStrangers({ rules: strangers, addressOf: createClientAddress(trustedProxies), elapsed });
}

/** Shorter bodies are read in less time than it takes to find out who sent them. */
const LONG_BYTES = 16_384;

/** Refuses what strangers send too much of, and long bodies of callers who may ask for nothing now, before they are read. */
export function createRefusesUnread(stages: Stages, strangers: Strangers): RefusesUnread {
  return (incoming) =>
    strangers.refuses(incoming) ?? (isLong(incoming) ? refusesCaller(stages, incoming) : null);
}

function isLong({ headers }: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = headers;
  return encoding !== undefined || Number(length ?? 0) > LONG_BYTES;
}

/** Only callers who are known already: for others the token would have to be verified twice. */
function refusesCaller(
  { registry, authenticate, rates }: Stages,
  { headers }: IncomingMessage,
): RequestRefused | null {
  const current = registry.current();
  const found = current && authenticate(headers.authorization, current);
  if (!current || !found || found instanceof Promise || found.kind !== 'caller') return null;
  const { caller } = found;
  const excess = rates.of(caller, current.companies.get(caller.company)?.limits ?? null).excess();
  return excess && new RequestRefused('RATE_LIMITED', excess);
}
