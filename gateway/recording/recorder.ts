import { LRUCache } from 'lru-cache';
import { RECORDED_LIMITS } from '#schema/wire/recorded-operations.ts';

/** What one company's callers have run since it was last taken. */
export interface Recorded {
  readonly company: string;
  readonly operations: readonly { readonly coordinates: readonly string[]; readonly count: number }[];
  /** Operations that were run and are not among them. */
  readonly dropped: number;
}

/** Keeps what was run until it is told. What it holds has an end: beyond it operations are counted, and no more. */
export interface Recorder {
  /** The same array is the same operation: engines tell it once for each document. */
  note(company: string, coordinates: readonly string[], count?: number): void;
  /** Operations that are in no record. */
  drop(company: string, count: number): void;
  /** All that was noted since, by company. */
  take(): Recorded[];
}

/** How much is held: operations of one company, the least recently run dropped first; coordinates of all together. */
export interface RecorderLimits {
  readonly operations: number;
  readonly coordinates: number;
}

/** Some 20 MB at the most. */
export const RECORDER_LIMITS: RecorderLimits = { operations: 500, coordinates: 200_000 };

interface Held {
  readonly operations: LRUCache<readonly string[], { count: number }>;
  dropped: number;
}

/** Makes a recorder that holds nothing yet. */
export function createRecorder(limits: RecorderLimits = RECORDER_LIMITS): Recorder {
  let byCompany = new Map<string, Held>();
  let coordinatesHeld = 0;

  function heldOf(company: string): Held {
    const known = byCompany.get(company);
    if (known) return known;
    const fresh: Held = {
      dropped: 0,
      operations: new LRUCache({
        max: limits.operations,
        dispose: ({ count }, coordinates, reason) => {
          if (reason !== 'evict') return;
          fresh.dropped += count;
          coordinatesHeld -= coordinates.length;
        },
      }),
    };
    byCompany.set(company, fresh);
    return fresh;
  }

  return {
    note(company, coordinates, count = 1) {
      const held = heldOf(company);
      const known = held.operations.get(coordinates);
      if (known) known.count += count;
      else if (isTooMuch(coordinates, coordinatesHeld, limits)) held.dropped += count;
      else {
        coordinatesHeld += coordinates.length;
        held.operations.set(coordinates, { count });
      }
    },
    drop: (company, count) => void (heldOf(company).dropped += count),
    take() {
      const taken = [...byCompany].map(([company, { operations, dropped }]) => ({
        ...{ company, dropped },
        operations: [...operations].map(([coordinates, { count }]) => ({ coordinates, count })),
      }));
      byCompany = new Map();
      coordinatesHeld = 0;
      return taken;
    },
  };
}

function isTooMuch(coordinates: readonly string[], held: number, limits: RecorderLimits): boolean {
  return coordinates.length > RECORDED_LIMITS.coordinates || held + coordinates.length > limits.coordinates;
}
