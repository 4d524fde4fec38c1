import { isIdOf } from '#schema/wire/ids.ts';
import { reference } from '#subgraphs/kit/reference.ts';
import type { Context } from '../context.ts';
import { present } from '../missing-row.ts';
import type {
  InvitationResolvers,
  InvitationTermsResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../resolver-types.ts';
import { acceptInvitation, declineInvitation, revokeInvitation } from './answering.ts';
import { stateAt } from './invitation-rules.ts';
import { readInvitations, type InvitationRow } from './invitation-store.ts';
import { inviteCompany } from './inviting.ts';

export const invitationQueries: Pick<QueryResolvers, 'invitations' | 'invitation'> = {
  async invitations(_, { state }, context) {
    const rows = await context.read((transaction) => readInvitations(context.company, transaction));
    return rows.filter((row) => state == null || stateAt(row.state, row.expiresAt, context.now()) === state);
  },
  invitation: (_, { id }, context) => invitationById(id, context),
};

export const invitationMutations: Pick<
  MutationResolvers,
  'inviteCompany' | 'acceptInvitation' | 'declineInvitation' | 'revokeInvitation'
> = {
  async inviteCompany(_, { input }, context) {
    const { done, userErrors } = await inviteCompany(context, input);
    return { invitation: done, userErrors };
  },
  async acceptInvitation(_, { input }, context) {
    const { done, userErrors } = await acceptInvitation(context, input);
    return { invitation: done, userErrors };
  },
  async declineInvitation(_, { input }, context) {
    const { done, userErrors } = await declineInvitation(context, input.invitationId);
    return { invitation: done, userErrors };
  },
  async revokeInvitation(_, { input }, context) {
    const { done, userErrors } = await revokeInvitation(context, input.invitationId);
    return { invitation: done, userErrors };
  },
};

export const invitationResolvers: InvitationResolvers = {
  __resolveReference: reference(({ id }: { readonly id: unknown }, context) => invitationById(id, context)),
  state: (row, _, context) => stateAt(row.state, row.expiresAt, context.now()),
  company: (row, _, context) => present(context.loaders().companies.load(row.companySlug)),
  inviter: (row, _, context) => present(context.loaders().companies.load(row.inviterSlug)),
  terms: (row) => row,
  proposal: (row, _, context) => context.loaders().proposalOfInvitation.load(row.id),
  team: (row, _, context) => context.loaders().teams.load(row.teamId),
};

/** A card as it was written into the invitation. */
interface PreviewCard {
  readonly displayName: string;
  readonly title: string | null;
  readonly kind: 'PERSON' | 'AGENT';
}

export const invitationTermsResolvers: InvitationTermsResolvers = {
  companies: (row, _, context) =>
    Promise.all(row.companies.map((slug) => present(context.loaders().companies.load(slug)))),
  historyMode: () => 'FROM_JOIN',
  participantsPreview: (row) => JSON.parse(row.preview) as PreviewCard[],
};

async function invitationById(id: unknown, context: Context): Promise<InvitationRow | null> {
  return isIdOf(id, 'inv') ? context.loaders().invitations.load(id) : null;
}
