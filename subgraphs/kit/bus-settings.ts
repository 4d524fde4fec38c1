import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { BusSettings } from './notice-bus.ts';
import { SettingsError } from './settings.ts';

/** The variables of the bus, for a program's settings. */
export const busVariables = {
  EVENT_BUS_URL: z.url({ protocol: /^(nats|tls)$/, error: 'must be a nats:// or tls:// URL' }).optional(),
  EVENT_BUS_CA_FILE: z.string().min(1).optional(),
};

/**
 * What they say; nothing where there is no bus.
 *
 * @throws SettingsError when the certificates cannot be read
 */
export function busOf(given: {
  readonly EVENT_BUS_URL?: string | undefined;
  readonly EVENT_BUS_CA_FILE?: string | undefined;
}): { readonly eventBus?: BusSettings } {
  const { EVENT_BUS_URL: url, EVENT_BUS_CA_FILE: caFile } = given;
  if (url === undefined) return {};
  if (caFile !== undefined) assertReadable(caFile);
  return { eventBus: { url, ...(caFile === undefined ? {} : { caFile }) } };
}

/** Only when the bus is reached would it be seen, and then by nobody who waits for the start. */
function assertReadable(file: string): void {
  try {
    readFileSync(file);
  } catch {
    throw new SettingsError(['EVENT_BUS_CA_FILE must name a readable file of certificates.']);
  }
}
