import { isIdOf } from '#schema/wire/ids.ts';
import { userError, type UserError } from '#subgraphs/kit/user-error.ts';
import { openTeam } from '../access/row-security.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { recordEvent } from '../events/event-recording.ts';
import { appendEvent } from '../events/event-store.ts';
import { readActiveCompanies } from '../membership/membership-store.ts';
import { cardErrors } from '../participants/roster-rules.ts';
import { completeProposal } from '../proposals/completing.ts';
import { closeProposal, findProposalOfInvitation } from '../proposals/proposal-store.ts';
import { outcomeOf, Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import { freeSlug, isSlug, SLUG_RULE, slugFrom } from '#subgraphs/kit/slug-rules.ts';
import { enterAsSteward } from '../teams/team-authority.ts';
import { lockTeam } from '../teams/team-lock.ts';
import { lockTeamSlugs } from '../teams/team-store.ts';
import { activate, checkInvitation, type Acceptor } from './activation.ts';
import { proposeInvitation } from './inviting.ts';
import { refusalOf, stateAt } from './invitation-rules.ts';
import {
  findInvitation,
  readInvitationsById,
  updateInvitation,
  type InvitationRow,
} from './invitation-store.ts';

/** What `acceptInvitation` is asked for. */
export interface AcceptInput {
  readonly invitationId: string;
  readonly slug?: string | null | undefined;
  readonly displayName?: string | null | undefined;
  readonly title?: string | null | undefined;
}

/** Accepts an invitation of the caller's company, which is taken in when nobody else has to agree. */
export function acceptInvitation(context: Context, input: AcceptInput): Promise<Outcome<InvitationRow>> {
  return outcomeOf(acceptErrors(context, input), () =>
    context.write(async (transaction) => {
      const sent = await enterInvitation(context, transaction, input.invitationId);
      await checkInvitation(context, transaction, sent, 'accept');
      const acceptor = acceptorOf(context, input);
      const slug = await chooseSlug(context, transaction, sent.teamId, input.slug);
      const answer = { state: 'ACCEPTED', answeredAt: context.now(), slug } as const;
      await updateInvitation(transaction, sent.id, { ...answer, acceptor: JSON.stringify(acceptor) });
      await recordAnswer(context, transaction, sent, 'INVITATION_ACCEPTED');
      const accepted = await findInvitation(transaction, sent.id);
      await takeInOrAsk(context, transaction, accepted, acceptor.id);
      return findInvitation(transaction, sent.id);
    }),
  );
}

function acceptErrors(context: Context, { slug, displayName, title }: AcceptInput): UserError[] {
  if (context.caller.kind !== 'PERSON')
    return [userError('NOT_PERMITTED', 'Only people accept invitations.')];
  const errors = cardErrors({ displayName, title });
  if (slug != null && !isSlug(slug)) errors.push(userError('INVALID_INPUT', SLUG_RULE, 'slug'));
  return errors;
}

function acceptorOf({ company, caller, ids }: Context, { displayName, title = null }: AcceptInput): Acceptor {
  const { subject } = caller;
  return { id: ids.company('par', company), subject, displayName: displayName ?? caller.displayName, title };
}

/** The invitation, with its team opened and locked; a `Refusal` unless it is the caller's company's. */
async function enterInvitation(
  context: Context,
  transaction: Transaction,
  id: string,
): Promise<InvitationRow> {
  const [seen] = isIdOf(id, 'inv') ? await readInvitationsById(context.company, transaction, [id]) : [];
  if (seen?.companySlug !== context.company)
    throw new Refusal('NOT_FOUND', 'There is no such invitation.', 'invitationId');
  await openTeam(transaction, seen.teamId);
  await lockTeam(transaction, seen.teamId);
  return findInvitation(transaction, id);
}

async function chooseSlug(
  { company }: Context,
  transaction: Transaction,
  teamId: string,
  wished: string | null | undefined,
): Promise<string> {
  const taken = await lockTeamSlugs(company, transaction);
  const before = await transaction.teamSlug.findFirst({ where: { companySlug: company, teamId } });
  if (before !== null) return before.slug;
  if (wished != null && taken.has(wished))
    throw new Refusal('CONFLICT', 'Your company has a team with this slug.', 'slug');
  const { name } = await transaction.team.findUniqueOrThrow({ where: { id: teamId } });
  return wished ?? freeSlug(slugFrom(name, 'team'), taken);
}

async function takeInOrAsk(
  context: Context,
  transaction: Transaction,
  invitation: InvitationRow,
  actor: string,
): Promise<void> {
  const companies = await readActiveCompanies(transaction, invitation.teamId);
  const asked = await findProposalOfInvitation(transaction, invitation.id);
  if (asked === null && companies.every((company) => company === invitation.inviterSlug))
    return activate(context, transaction, invitation, actor);
  // A company that has joined since the invitation was sent has a say, too.
  const proposal = asked ?? (await proposeInvitation(context, transaction, null, invitation));
  await completeProposal(context, transaction, proposal, actor);
}

/** Declines an invitation of the caller's company. */
export function declineInvitation(context: Context, id: string): Promise<Outcome<InvitationRow>> {
  const { kind } = context.caller;
  const errors = kind === 'PERSON' ? [] : [userError('NOT_PERMITTED', 'Only people decline invitations.')];
  return outcomeOf(errors, () =>
    context.write(async (transaction) => {
      const invitation = await enterInvitation(context, transaction, id);
      const end = { act: 'decline', state: 'DECLINED' } as const;
      await endInvitation(context, transaction, invitation, end);
      await recordAnswer(context, transaction, invitation, 'INVITATION_DECLINED');
      return findInvitation(transaction, id);
    }),
  );
}

/** Takes an open invitation of the caller's company back. */
export function revokeInvitation(context: Context, id: string): Promise<Outcome<InvitationRow>> {
  return outcomeOf([], () =>
    context.write(async (transaction) => {
      const [seen] = isIdOf(id, 'inv') ? await readInvitationsById(context.company, transaction, [id]) : [];
      if (seen === undefined || seen.companySlug === context.company)
        throw new Refusal('NOT_FOUND', 'There is no such invitation.', 'invitationId');
      const { teamId, actor } = await enterAsSteward(context, transaction, seen.teamId);
      if (seen.inviterSlug !== context.company)
        throw new Refusal('NOT_PERMITTED', 'Only the company that invited takes an invitation back.');
      const end = { act: 'revoke', state: 'REVOKED' } as const;
      const invitation = await findInvitation(transaction, id);
      await endInvitation(context, transaction, invitation, end);
      const payload = { invitationId: id, company: invitation.companySlug };
      await recordEvent(context, transaction, { teamId, actor, kind: 'INVITATION_REVOKED', payload });
      return findInvitation(transaction, id);
    }),
  );
}

async function endInvitation(
  context: Context,
  transaction: Transaction,
  { id, state, expiresAt }: InvitationRow,
  end: { readonly act: 'decline' | 'revoke'; readonly state: 'DECLINED' | 'REVOKED' },
): Promise<void> {
  const refusal = refusalOf(end.act, stateAt(state, expiresAt, context.now()));
  if (refusal !== null) throw new Refusal(...refusal);
  await updateInvitation(transaction, id, { state: end.state, answeredAt: context.now() });
  const proposal = await findProposalOfInvitation(transaction, id);
  if (proposal?.state === 'OPEN') await closeProposal(transaction, proposal.id, 'WITHDRAWN', context.now());
}

/** Tells the team of the answer. Who answers has no card in the team, so only the company is named. */
async function recordAnswer(
  { company, ids, now }: Context,
  transaction: Transaction,
  { id, teamId }: InvitationRow,
  kind: 'INVITATION_ACCEPTED' | 'INVITATION_DECLINED',
): Promise<void> {
  const change = { kind, payload: { invitationId: id, company } };
  const who = { actor: null, company, id: ids.shared('evt'), at: now() };
  await appendEvent(transaction, { teamId, ...change, ...who });
}
