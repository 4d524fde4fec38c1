import type { MutationResolvers, TeamResolvers } from '../resolver-types.ts';
import { deleteTeam, grantHistory, removeCompany } from '../proposals/team-proposals.ts';
import { scopeWarnings } from './scope-rules.ts';
import { leaveTeam, renameTeam, setArchived } from './team-changes.ts';

export const governanceMutations: Pick<
  MutationResolvers,
  | 'renameTeam'
  | 'archiveTeam'
  | 'unarchiveTeam'
  | 'leaveTeam'
  | 'removeCompany'
  | 'deleteTeam'
  | 'grantHistory'
> = {
  async renameTeam(_, { input }, context) {
    const { done, userErrors } = await renameTeam(context, input);
    return { team: done, userErrors };
  },
  async archiveTeam(_, { input }, context) {
    const { done, userErrors } = await setArchived(context, input, true);
    return { team: done, userErrors };
  },
  async unarchiveTeam(_, { input }, context) {
    const { done, userErrors } = await setArchived(context, input, false);
    return { team: done, userErrors };
  },
  async leaveTeam(_, { input }, context) {
    const { done, userErrors } = await leaveTeam(context, input.teamId);
    return { team: done?.team ?? null, userErrors };
  },
  async removeCompany(_, { input }, context) {
    const { done, userErrors } = await removeCompany(context, input);
    return { proposal: done, userErrors };
  },
  async deleteTeam(_, { input }, context) {
    const { done, userErrors } = await deleteTeam(context, input);
    return { proposal: done, userErrors };
  },
  async grantHistory(_, { input }, context) {
    const { done, userErrors } = await grantHistory(context, input);
    return { proposal: done, userErrors };
  },
};

export const governanceFields: Pick<TeamResolvers, 'scopeWarnings' | 'proposals'> = {
  async scopeWarnings(team, _, context) {
    const scope = await context.loaders().scopeOfTeam.load(team.id);
    return scope === null ? [] : scopeWarnings(scope);
  },
  proposals: (team, _, context) => context.loaders().proposalsOfTeam.load(team.id),
};
