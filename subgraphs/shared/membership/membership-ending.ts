import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import type { EventContent } from '../events/event-kinds.ts';
import { recordEvent } from '../events/event-recording.ts';
import { findOpenInvitationsOf, refreshTerms, updateInvitation } from '../invitations/invitation-store.ts';
import { closeMembership } from './membership-store.ts';

/** How a company's membership ends. */
type Ending = Extract<EventContent, { kind: 'COMPANY_LEFT' | 'COMPANY_REMOVED' }> & {
  readonly company: string;
  readonly teamId: string;
  /** Null: the company itself, or whoever runs the network for it. */
  readonly actor: string | null;
};

/** Ends a company's membership with its event: the last thing that it reads. Its open invitations end before it. */
export async function endMembership(
  context: Context,
  transaction: Transaction,
  { company, ...change }: Ending,
): Promise<void> {
  const { teamId, actor } = change;
  for (const invitation of await findOpenInvitationsOf(company, transaction, teamId)) {
    const payload = { invitationId: invitation.id, company: invitation.companySlug };
    await recordEvent(context, transaction, { teamId, actor, kind: 'INVITATION_REVOKED', payload });
    await updateInvitation(transaction, invitation.id, { state: 'REVOKED', answeredAt: context.now() });
  }
  const { sequence, at } = await recordEvent(context, transaction, change);
  await closeMembership(company, transaction, { teamId, sequence, at });
  await refreshTerms(transaction, teamId);
}
