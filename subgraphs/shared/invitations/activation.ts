import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { recordEvent } from '../events/event-recording.ts';
import { openMembership } from '../membership/membership-store.ts';
import { insertParticipant } from '../participants/participant-store.ts';
import { isSteward } from '../participants/roster-store.ts';
import { Refusal } from '#subgraphs/kit/refusal.ts';
import { readTeamState } from '../teams/team-store.ts';
import { refusalOf, stateAt } from './invitation-rules.ts';
import { refreshTerms, updateInvitation, type InvitationRow } from './invitation-store.ts';

/** Who accepted, in the invitation's row until the company is taken in. */
export interface Acceptor {
  readonly id: string;
  readonly subject: string;
  readonly displayName: string;
  readonly title: string | null;
}

/** Whether the inviter may still invite, and the invitation is still good; a `Refusal` when not. */
export async function checkInvitation(
  context: Context,
  transaction: Transaction,
  { teamId, inviterId, state, expiresAt }: InvitationRow,
  act: 'accept' | 'activate',
): Promise<void> {
  const refusal = refusalOf(act, stateAt(state, expiresAt, context.now()));
  if (refusal !== null) throw new Refusal(...refusal);
  if (!(await isSteward(transaction, inviterId)))
    throw new Refusal('NOT_PERMITTED', 'Who sent the invitation may no longer invite: ask for a new one.');
  if ((await readTeamState(transaction, teamId)).archived)
    throw new Refusal('NOT_PERMITTED', 'The team is archived: nobody is taken in.');
}

/**
 * Takes the invited company in: its interval begins with the event, and who accepted is its first steward. To be called
 * in the transaction of the last act that was missing, under the team's lock.
 *
 * @param actor the participant whose act completes it
 */
export async function activate(
  context: Context,
  transaction: Transaction,
  invitation: InvitationRow,
  actor: string,
): Promise<void> {
  await checkInvitation(context, transaction, invitation, 'activate');
  const { id, teamId, companySlug: company, slug } = invitation;
  const acceptor = JSON.parse(invitation.acceptor ?? 'null') as Acceptor | null;
  if (acceptor === null || slug === null)
    throw new Error('An accepted invitation says nothing of who accepted.');
  const joined = { teamId, actor, kind: 'COMPANY_JOINED', payload: { company } } as const;
  await openMembership(company, transaction, slug, await recordEvent(context, transaction, joined));
  const payload = { participantId: acceptor.id, participantKind: 'PERSON', isSteward: true } as const;
  const added = { teamId, actor, kind: 'PARTICIPANT_ADDED', payload } as const;
  const { sequence: joinedSequence } = await recordEvent(context, transaction, added);
  const { subject, displayName, title } = acceptor;
  const caller = { subject, displayName, kind: 'PERSON' } as const;
  const card = { id: acceptor.id, teamId, caller, title, isSteward: true, joinedSequence };
  await insertParticipant(company, transaction, card);
  await updateInvitation(transaction, id, { state: 'ACTIVE' });
  await refreshTerms(transaction, teamId);
}
