import { userError, type UserError } from '#subgraphs/kit/user-error.ts';
import { textProblem } from '#subgraphs/kit/text-rules.ts';

/** See the SDL's `ShareState`. */
export type ShareState = 'ACTIVE' | 'EXPIRED' | 'REVOKED';

const NOTE = { name: 'A note', most: 500, lines: true };

/** Whether a share stands at an instant. What was taken back is that, whether or not its time would be over too. */
export function shareState(
  share: { readonly revokedAt: Date | null; readonly expiresAt: Date | null },
  now: Date,
): ShareState {
  if (share.revokedAt !== null) return 'REVOKED';
  return share.expiresAt !== null && share.expiresAt <= now ? 'EXPIRED' : 'ACTIVE';
}

/** What is wrong with a new share by itself. */
export function shareErrors(
  share: { readonly note: string | null; readonly expiresAt: Date | null },
  now: Date,
): UserError[] {
  const { note, expiresAt } = share;
  const problem = note === null ? null : textProblem(note, NOTE);
  if (problem !== null) return [userError('INVALID_INPUT', problem, 'note')];
  return expiresAt !== null && expiresAt <= now
    ? [userError('EXPIRED', 'The time of the share is over already.', 'expiresAt')]
    : [];
}
