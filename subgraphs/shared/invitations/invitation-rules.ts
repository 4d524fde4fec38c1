import { userError, type UserError, type UserErrorCode } from '#subgraphs/kit/user-error.ts';
import { textProblem } from '#subgraphs/kit/text-rules.ts';

/** Where an invitation stands in its row. */
export type StoredState = 'SENT' | 'ACCEPTED' | 'ACTIVE' | 'DECLINED' | 'REVOKED';
/** Where it stands at an instant. */
export type InvitationState = StoredState | 'EXPIRED';
/** What can be done to it. */
export type InvitationAct = 'accept' | 'decline' | 'revoke' | 'activate';

/** An invitation ends after 14 days, in milliseconds. */
export const INVITATION_LIFE = 14 * 24 * 3600 * 1000;

/** Where an invitation stands now: one that is open when its time is over has expired. */
export function stateAt(state: StoredState, expiresAt: Date, now: Date): InvitationState {
  const open = state === 'SENT' || state === 'ACCEPTED';
  return open && expiresAt.getTime() <= now.getTime() ? 'EXPIRED' : state;
}

const ALLOWED: Readonly<Record<InvitationAct, readonly InvitationState[]>> = {
  accept: ['SENT'],
  decline: ['SENT', 'ACCEPTED'],
  revoke: ['SENT', 'ACCEPTED'],
  activate: ['ACCEPTED'],
};

const REFUSALS: Readonly<Record<InvitationState, readonly [UserErrorCode, string]>> = {
  SENT: ['CONFLICT', 'The invitation has not been accepted.'],
  ACCEPTED: ['ALREADY_USED', 'The invitation has been accepted already.'],
  ACTIVE: ['ALREADY_USED', 'The invitation has been used.'],
  DECLINED: ['ALREADY_USED', 'The invitation has been declined.'],
  REVOKED: ['REVOKED', 'The invitation was taken back.'],
  EXPIRED: ['EXPIRED', 'The invitation has expired: ask for a new one.'],
};

/** Why something cannot be done to an invitation that stands so; null when it can. */
export function refusalOf(
  act: InvitationAct,
  state: InvitationState,
): readonly [UserErrorCode, string] | null {
  return ALLOWED[act].includes(state) ? null : REFUSALS[state];
}

/** What an invitation is asked for with. */
export interface InvitationInput {
  readonly purpose: string;
  readonly retentionDays?: number | null | undefined;
  readonly participantsPreview?: readonly string[] | null | undefined;
}

/** Everything that is wrong with an invitation by itself. */
export function invitationErrors({
  purpose,
  retentionDays,
  participantsPreview,
}: InvitationInput): UserError[] {
  const errors: UserError[] = [];
  const problem = textProblem(purpose, { name: 'A purpose', most: 2000, lines: true });
  if (problem !== null) errors.push(userError('INVALID_INPUT', problem, 'purpose'));
  if (retentionDays != null && (retentionDays < 1 || retentionDays > 36_500))
    errors.push(userError('INVALID_INPUT', 'Retention is 1 to 36,500 days.', 'retentionDays'));
  if ((participantsPreview?.length ?? 0) > 25)
    errors.push(userError('INVALID_INPUT', 'A preview has at most 25 participants.', 'participantsPreview'));
  return errors;
}
