import type { Resolvers } from '../resolver-types.ts';
import { bringToTeam, withdrawFromTeam } from './bringing.ts';
import { escalate } from './escalation.ts';
import { createShare, revokeShare } from './share-changes.ts';

/** What makes something visible to others, and what ends it. */
export const sharingResolvers = {
  Mutation: {
    bringToTeam: (_parent, { input }, context) => bringToTeam(context, input),
    withdrawFromTeam: (_parent, { input }, context) => withdrawFromTeam(context, input.participantId),
    createShare: async (_parent, { input }, context) => {
      const disclosed = await createShare(context, input);
      const { disclosure } = disclosed;
      return { ...disclosed, share: disclosure && { id: disclosure.id } };
    },
    revokeShare: (_parent, { input }, context) => revokeShare(context, input.shareId),
    escalate: async (_parent, { input }, context) => {
      const disclosed = await escalate(context, input);
      return { ...disclosed, threadId: disclosed.disclosure?.id ?? null };
    },
  },
} satisfies Resolvers;
