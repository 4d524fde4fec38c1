import type { MutationResolvers, TeamResolvers } from '../resolver-types.ts';
import { setRetention } from './retention-changes.ts';

export const retentionMutations: Pick<MutationResolvers, 'setRetention'> = {
  async setRetention(_, { input }, context) {
    const { done, userErrors } = await setRetention(context, input);
    return { team: done, userErrors };
  },
};

export const teamRetentionFields: Pick<TeamResolvers, 'retentionDays' | 'ownRetentionDays'> = {
  retentionDays: async (team, _, context) =>
    (await context.loaders().retentionOfTeam.load(team.id))?.agreed ?? null,
  ownRetentionDays: async (team, _, context) =>
    (await context.loaders().retentionOfTeam.load(team.id))?.own ?? null,
};
