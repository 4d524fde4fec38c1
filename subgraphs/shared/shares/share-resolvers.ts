import { isIdOf } from '#schema/wire/ids.ts';
import { pageRequest, sequenceKey, toConnection, type Connection } from '#subgraphs/kit/connection.ts';
import { reference } from '#subgraphs/kit/reference.ts';
import { present } from '../missing-row.ts';
import type { MessageResolvers, ShareResolvers, TeamResolvers } from '../resolver-types.ts';
import { shareState } from './share-rules.ts';
import type { ShareRow } from './share-store.ts';

/** A page of shares. */
export type SharePage = Connection<ShareRow>;

export const shareResolvers: ShareResolvers = {
  __resolveReference: reference(async ({ id }: { readonly id: unknown }, context) =>
    isIdOf(id, 'shr') ? context.loaders().shares.load(id) : null,
  ),
  company: (share, _, context) => present(context.loaders().companies.load(share.companySlug)),
  team: (share, _, context) => present(context.loaders().teams.load(share.teamId)),
  sharedBy: (share, _, context) =>
    share.sharedById === null ? null : context.loaders().participants.load(share.sharedById),
  state: (share, _, context) => shareState(share, context.now()),
};

export const teamShareFields: Pick<TeamResolvers, 'shares'> = {
  async shares(team, args, context) {
    const page = pageRequest(args, sequenceKey);
    const rows = await context.loaders().sharesOfTeam.load(team.id, page);
    return toConnection(rows, page, sequenceKey, (share) => share.sequence);
  },
};

export const messageShareFields: Pick<MessageResolvers, 'shares'> = {
  async shares(message, _, context) {
    const carried = await context.loaders().sharesOfMessage.load(message.id);
    return Promise.all(carried.map(({ shareId }) => present(context.loaders().shares.load(shareId))));
  },
};
