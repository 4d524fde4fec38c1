import { z } from 'zod';
import { recordedUse } from './recorded-operations.ts';

/**
 * The network as it is served, for a check of a schema. A company is given the shared SDL and what is its own; an
 * operator is given all of it.
 */
export const servedNetwork = z.object({
  contractSdl: z.string(),
  sharedSdl: z.string().nullable(),
  companies: z.array(z.object({ company: z.string(), sdl: z.string() })),
  /** Operations that are registered. */
  documents: z.array(z.object({ company: z.string(), name: z.string(), text: z.string() })),
  /** What was really used; left out: nothing is known of it. */
  recorded: z.array(recordedUse).exactOptional(),
});
