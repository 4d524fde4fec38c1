import type { Choices } from '#gateway/executor/compiled/testing/random-query.ts';

/** What is fuzzed: a property over inputs that a grammar makes of choices. */
export interface Target {
  readonly name: string;
  /** How many fresh inputs a run of the test suite tries, beside the kept ones. */
  readonly cases: number;
  open(): Promise<OpenTarget>;
}

/** A target that is set up. */
export interface OpenTarget {
  /** Throws, or gives a promise that rejects, where the property does not hold. */
  check(choices: Choices): unknown;
  close(): Promise<void>;
}

/** A target that needs nothing set up. */
export function plainTarget(name: string, cases: number, check: OpenTarget['check']): Target {
  return { name, cases, open: () => Promise.resolve({ check, close: () => Promise.resolve() }) };
}

/** Says what a check was of. @throws Error when it does not hold */
export function hold(condition: boolean, about: () => string): void {
  if (!condition) throw new Error(about());
}
