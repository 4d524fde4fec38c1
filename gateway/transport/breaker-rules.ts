/** When a breaker opens, and for how long. */
export interface BreakerRules {
  /** Opens after this many failures one after the other. */
  readonly failures: number;
  /** Only failures that lie within this time of each other count together, in milliseconds. */
  readonly windowMs: number;
  /** How long it stays open before one call may try again, in milliseconds. */
  readonly openMs: number;
}

/** A breaker at one moment; immutable. Times are milliseconds of the caller's clock. */
export type Breaker =
  | { readonly kind: 'closed'; readonly failures: number; readonly since: number }
  | { readonly kind: 'open'; readonly until: number }
  /** One call, begun at `since`, is trying whether the program is back. */
  | { readonly kind: 'half-open'; readonly since: number };

/** All is well. */
export const CLOSED: Breaker = { kind: 'closed', failures: 0, since: 0 };

/**
 * Whether a call may be made at `now`, and the breaker after that. An open one lets a single call through once its
 * time is up. A trial that was never reported, as when its caller was torn down, is over after `openMs`.
 */
export function admit(
  breaker: Breaker,
  now: number,
  rules: BreakerRules,
): { breaker: Breaker; pass: boolean } {
  if (breaker.kind === 'closed') return { breaker, pass: true };
  const due = breaker.kind === 'open' ? breaker.until : breaker.since + rules.openMs;
  if (now < due) return { breaker, pass: false };
  return { breaker: { kind: 'half-open', since: now }, pass: true };
}

/** The breaker after a call that the program answered, whatever it said. */
export function succeeded(): Breaker {
  return CLOSED;
}

/** The breaker after a call that the program did not answer. */
export function failed(breaker: Breaker, now: number, rules: BreakerRules): Breaker {
  if (breaker.kind === 'half-open') return { kind: 'open', until: now + rules.openMs };
  // Calls that were under way when it opened tell nothing new.
  if (breaker.kind === 'open') return breaker;
  const goesOn = breaker.failures > 0 && now - breaker.since <= rules.windowMs;
  const failures = goesOn ? breaker.failures + 1 : 1;
  if (failures >= rules.failures) return { kind: 'open', until: now + rules.openMs };
  return { kind: 'closed', failures, since: goesOn ? breaker.since : now };
}
