import { userError, type UserError } from '#subgraphs/kit/user-error.ts';

/** For how long messages of a team are kept, in days; null: for as long as the team. */
export interface Retention {
  /** What the companies have agreed on, for everybody's messages. */
  readonly agreed: number | null;
  /** What the reading company has set for its own messages. */
  readonly own: number | null;
}

export const LONGEST_RETENTION = 36_500;
const DAY_MS = 86_400_000;

/** What is wrong with a number of days by itself. */
export function retentionErrors(days: number | null | undefined): UserError[] {
  return days == null || (days >= 1 && days <= LONGEST_RETENTION)
    ? []
    : [userError('INVALID_INPUT', 'Retention is 1 to 36,500 days.', 'days')];
}

/** The shorter of the two, in which a company's messages go; null when they stay. */
export function effectiveDays({ agreed, own }: Retention): number | null {
  if (agreed === null || own === null) return agreed ?? own;
  return Math.min(agreed, own);
}

/** What was posted before this is not kept any longer. */
export function keptSince(days: number, now: Date): Date {
  return new Date(now.getTime() - days * DAY_MS);
}
