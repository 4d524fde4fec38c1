import type { Outcome } from '../data/use-change.ts';

/** Why a change was not done, for people; null when it was. */
export function messageOf(outcome: Outcome<unknown>): string | null {
  if (outcome.kind === 'done') return null;
  if (outcome.kind === 'failed') return outcome.problem.message;
  return outcome.errors.map(({ message }) => message).join(' ');
}

/** What was wrong with one field of an input, by the last name of its path; null when nothing was. */
export function messageAt(outcome: Outcome<unknown> | null, field: string): string | null {
  if (outcome?.kind !== 'refused') return null;
  return outcome.errors.find(({ path }) => path?.at(-1) === field)?.message ?? null;
}
