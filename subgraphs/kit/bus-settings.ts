import { z } from 'zod';
import type { BusSettings } from './notice-bus.ts';

/** The variables of the bus, for a program's settings. */
export const busVariables = {
  EVENT_BUS_URL: z.url({ protocol: /^(nats|tls)$/, error: 'must be a nats:// or tls:// URL' }).optional(),
  EVENT_BUS_CA_FILE: z.string().min(1).optional(),
};

/** What they say; nothing where there is no bus. */
export function busOf(given: {
  readonly EVENT_BUS_URL?: string | undefined;
  readonly EVENT_BUS_CA_FILE?: string | undefined;
}): { readonly eventBus?: BusSettings } {
  const { EVENT_BUS_URL: url, EVENT_BUS_CA_FILE: caFile } = given;
  if (url === undefined) return {};
  return { eventBus: { url, ...(caFile === undefined ? {} : { caFile }) } };
}
