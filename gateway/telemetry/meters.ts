import type { Target } from '../context.ts';
import type { ErrorCode } from '../errors.ts';

/** What became of an operation. */
export interface RequestEnd {
  /** Verified; empty for nobody. */
  readonly company: string;
  readonly outcome: 'answered' | 'with_errors' | 'refused';
  readonly codes: readonly ErrorCode[];
  readonly ms: number;
}

/** A figure that is read when somebody looks. */
export interface State {
  readonly help: string;
  readonly read: () => number;
}

/** Who is told of what is to be counted. */
export interface Meters {
  readonly request: (end: RequestEnd) => void;
  /** `outcome`: `answered`, `nothing` where there was nothing to ask, or the code of the failure. */
  readonly fetch: (target: Target, outcome: string, ms: number) => void;
  readonly streamEnded: (code: ErrorCode | null) => void;
  readonly viewBuilt: (built: boolean, ms: number) => void;
  readonly watch: (states: Readonly<Record<string, State>>) => void;
}

/** Counts nothing, at no cost. */
export const NO_METERS: Meters = {
  request: nothing,
  fetch: nothing,
  streamEnded: nothing,
  viewBuilt: nothing,
  watch: nothing,
};

function nothing(): void {
  return;
}
