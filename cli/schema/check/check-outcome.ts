import type { CheckReport } from '#schema/checks/schema-check.ts';
import type { LocatedFinding } from './located.ts';

/** A report with the places of its findings, ready to be written in any form. */
export interface CheckOutcome extends Omit<CheckReport, 'findings'> {
  /** What was checked: `acme's schema`. */
  readonly what: string;
  readonly findings: readonly LocatedFinding[];
}
