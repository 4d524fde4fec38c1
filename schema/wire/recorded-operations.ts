import { z } from 'zod';
import { sha256 } from './hash.ts';

/** The most of what is recorded: coordinates of an operation, operations of a request, and of a company's day. */
export const RECORDED_LIMITS = { coordinates: 2000, each: 500, aDay: 1000 } as const;

/** A day of UTC, `YYYY-MM-DD`. */
export const recordedDay = z.iso.date();

/** Schema coordinates as `coordinatesIn` of `schema/checks` tells them: names of the schema, and nothing that was sent. */
export const recordedCoordinates = z
  .array(
    z
      .string()
      .regex(/^@?[_A-Za-z]\w*(\.[_A-Za-z]\w*){0,2}$|^[_A-Za-z]\w*\.\*$/)
      .max(400),
  )
  .min(1)
  .max(RECORDED_LIMITS.coordinates);

/** Names an operation by what it uses, sorted. Operations that use the same are one, and the name tells nothing more. */
export function recordedHash(coordinates: readonly string[]): string {
  return sha256(coordinates.join('\n'));
}

/**
 * `POST /registry/recorded` of the shared layer, for a gateway's own token: what one company's callers have run on a day.
 * Counts are added to those there are. It may be sent twice: then they are too high, and nothing is missing.
 */
export const recordRequest = z.object({
  company: z.string().max(40),
  day: recordedDay,
  /** Operations that were run and are in no record. */
  dropped: z.int().min(0),
  operations: z
    .array(z.object({ coordinates: recordedCoordinates, count: z.int().min(1) }))
    .max(RECORDED_LIMITS.each),
});
/** See {@link recordRequest}. */
export type RecordRequest = z.infer<typeof recordRequest>;

/** What is recorded of a company, as it is told to that company and, of the shared layer's schema alone, to the operator. */
export const recordedUse = z.object({
  company: z.string(),
  /** The first day of which anything is recorded. */
  since: recordedDay,
  dropped: z.number(),
  operations: z.array(
    z.object({
      hash: z.string(),
      coordinates: z.array(z.string()),
      count: z.number(),
      lastDay: recordedDay,
    }),
  ),
});
