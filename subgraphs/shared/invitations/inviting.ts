import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { recordEvent } from '../events/event-recording.ts';
import { readActiveCompanies } from '../membership/membership-store.ts';
import { readParticipantsById } from '../participants/participant-store.ts';
import { propose } from '../proposals/proposing.ts';
import { outcomeOf, Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import { effectiveDays } from '../retention/retention-rules.ts';
import { agreedRetention } from '../retention/retention-store.ts';
import { enterAsSteward, visibleTeam, type StewardedTeam } from '../teams/team-authority.ts';
import { INVITATION_LIFE, invitationErrors, type InvitationInput } from './invitation-rules.ts';
import { countOpenInvitations, insertInvitation, type InvitationRow } from './invitation-store.ts';

/** What `inviteCompany` is asked for. */
export interface InviteInput extends InvitationInput {
  readonly teamId: string;
  readonly company: string;
}

/** Invites a company into a team; where there are others, proposes it to them. */
export function inviteCompany(context: Context, input: InviteInput): Promise<Outcome<InvitationRow>> {
  return outcomeOf(invitationErrors(input), () =>
    context.write(async (transaction) => {
      const team = await enterAsSteward(context, transaction, input.teamId);
      const companies = await readActiveCompanies(transaction, team.teamId);
      await refuseDouble(context, transaction, team.teamId, input.company, companies);
      const invitation = await send(context, transaction, team, input, companies);
      if (companies.length > 1) await proposeInvitation(context, transaction, team.actor, invitation);
      return invitation;
    }),
  );
}

async function refuseDouble(
  context: Context,
  transaction: Transaction,
  teamId: string,
  company: string,
  companies: readonly string[],
): Promise<void> {
  if (companies.includes(company))
    throw new Refusal('CONFLICT', 'The company is in the team already.', 'company');
  if ((await countOpenInvitations(company, transaction, teamId, context.now())) > 0)
    throw new Refusal('CONFLICT', 'The company has an open invitation already.', 'company');
}

async function send(
  context: Context,
  transaction: Transaction,
  { teamId, actor }: StewardedTeam,
  input: InviteInput,
  companies: string[],
): Promise<InvitationRow> {
  const [id, now] = [context.ids.shared('inv'), context.now()];
  const expiresAt = new Date(now.getTime() + INVITATION_LIFE);
  const { readAfterLeaving } = await visibleTeam(context.company, transaction, teamId);
  const agreed = await agreedRetention(transaction, teamId);
  // What is shown is what will hold.
  const retentionDays = effectiveDays({ agreed, own: input.retentionDays ?? null });
  const preview = await previewOf(context, transaction, teamId, input.participantsPreview ?? []);
  const payload = { invitationId: id, company: input.company, expiresAt: expiresAt.toISOString() };
  const change = { teamId, actor, kind: 'INVITATION_SENT', payload } as const;
  const { sequence, at: sentAt } = await recordEvent(context, transaction, change);
  const row: InvitationRow = {
    ...{ id, teamId, companySlug: input.company, inviterSlug: context.company, inviterId: actor },
    ...{ state: 'SENT', purpose: input.purpose, companies, retentionDays },
    ...{
      readAfterLeaving,
      preview,
      sequence,
      sentAt,
      expiresAt,
      answeredAt: null,
      acceptor: null,
      slug: null,
    },
  };
  await insertInvitation(transaction, row).catch(refuseUnknown);
  return row;
}

/** The inviter's company shows its own people and agents, and nobody else's. */
async function previewOf(
  { company }: Context,
  transaction: Transaction,
  teamId: string,
  ids: readonly string[],
): Promise<string> {
  const rows = await readParticipantsById(company, transaction, ids);
  const own = new Map(rows.map((row) => [row.id, row]));
  const cards = ids.map((id) => {
    const row = own.get(id);
    if (row?.companySlug !== company || row.teamId !== teamId || row.status !== 'ACTIVE')
      throw new Refusal('NOT_FOUND', 'Your company has no such participant.', 'participantsPreview');
    return { displayName: row.displayName, title: row.title, kind: row.kind };
  });
  return JSON.stringify(cards);
}

/** The company's row is hidden from the inviter, so the foreign key is what knows whether there is one. */
function refuseUnknown(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === 'P2003')
    throw new Refusal('NOT_FOUND', 'There is no such company.', 'company');
  throw error;
}

/** Asks the other companies of the team, in the inviter's name. */
export function proposeInvitation(
  context: Context,
  transaction: Transaction,
  actor: string | null,
  { id, teamId, companySlug, inviterSlug, purpose }: InvitationRow,
) {
  const about = { subjectSlug: companySlug, invitationId: id, reason: purpose };
  const proposal = { kind: 'INVITE_COMPANY', teamId, companySlug: inviterSlug, ...about } as const;
  return propose(context, transaction, actor, proposal);
}
