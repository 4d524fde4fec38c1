import type { MutationResolvers } from '../resolver-types.ts';
import { addParticipant, removeParticipant, updateParticipant } from './roster-changes.ts';
import { appointSteward, stepDown } from './steward-changes.ts';

export const rosterMutations: Pick<
  MutationResolvers,
  'addParticipant' | 'updateParticipant' | 'removeParticipant' | 'appointSteward' | 'stepDown'
> = {
  async addParticipant(_, { input }, context) {
    const { done, userErrors } = await addParticipant(context, input);
    return { participant: done, userErrors };
  },
  async updateParticipant(_, { input }, context) {
    const { done, userErrors } = await updateParticipant(context, input);
    return { participant: done, userErrors };
  },
  async removeParticipant(_, { input }, context) {
    const { done, userErrors } = await removeParticipant(context, input.participantId);
    return { participant: done, userErrors };
  },
  async appointSteward(_, { input }, context) {
    const { done, userErrors } = await appointSteward(context, input.participantId);
    return { participant: done, userErrors };
  },
  async stepDown(_, { input }, context) {
    const { done, userErrors } = await stepDown(context, input.teamId);
    return { participant: done, userErrors };
  },
};
