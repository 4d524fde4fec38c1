import type { EntityKey } from '../access/entity-rules.ts';
import type { Context } from '../context.ts';
import type { Resolvers } from '../resolver-types.ts';
import { counted } from './counted-reads.ts';
import { latestOf } from './publication-rules.ts';
import type { PublicationRow } from './publication-store.ts';

/**
 * `Participant`: the doors from a card to the agent or the person behind it. A participant's key stands for it, so one
 * that never was, one of another team and one that is no longer published look alike: two closed doors.
 */
export const participantResolvers = {
  Participant: {
    __resolveReference: (key) => key,
    agent: async (participant, _args, context) => {
      const agentId = (await behind(participant, context))?.agentId ?? null;
      if (agentId === null) return null;
      return counted(context, participant.id, await context.loaders().agent.load(agentId));
    },
    person: async (participant, _args, context) => {
      const personId = (await behind(participant, context))?.personId ?? null;
      if (personId === null) return null;
      return counted(context, participant.id, await context.loaders().person.load(personId));
    },
  },
} satisfies Resolvers;

async function behind({ id }: EntityKey, context: Context): Promise<PublicationRow | null> {
  const publications = await context.loaders().publicationsOfParticipant.load(id);
  return latestOf(publications);
}
