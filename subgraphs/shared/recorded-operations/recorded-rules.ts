import type { RecordedOperation, RecordedUse } from '#schema/checks/recorded-use.ts';
import { recordedHash } from '#schema/wire/recorded-operations.ts';

const DAY_MS = 86_400_000;

/** The first day of which anything is kept, as a date at midnight of UTC. */
export function firstKeptDay(now: number, keptDays: number): Date {
  return new Date(startOfDay(now) - (keptDays - 1) * DAY_MS);
}

/** The day that a gateway tells of. Clocks differ, and what could not be told at once is told later; any other day is today. */
export function tellableDay(day: string, now: number): Date {
  const today = startOfDay(now);
  const told = Date.parse(day);
  return new Date(told >= today - DAY_MS && told <= today + DAY_MS ? told : today);
}

/** A date as `YYYY-MM-DD`. */
export function dayText(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function startOfDay(at: number): number {
  return Math.floor(at / DAY_MS) * DAY_MS;
}

/**
 * What the operator is told of a company's use: of the shared layer's schema and the contract alone, for which its changes
 * are weighed. What a company has beyond them is no business of it.
 */
export function commonPart(use: RecordedUse, isCommon: (coordinate: string) => boolean): RecordedUse {
  const merged = new Map<string, RecordedOperation>();
  for (const operation of use.operations) {
    const coordinates = operation.coordinates.filter((one) =>
      one.startsWith('@') ? true : isCommon(one.replace(/\.\*$/, '')),
    );
    if (coordinates.length === 0) continue;
    const hash = recordedHash(coordinates);
    const known = merged.get(hash);
    const lastDay = known && known.lastDay > operation.lastDay ? known.lastDay : operation.lastDay;
    merged.set(hash, { hash, coordinates, lastDay, count: operation.count + (known?.count ?? 0) });
  }
  return { ...use, operations: [...merged.values()] };
}
