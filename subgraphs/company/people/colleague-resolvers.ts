import { parseId } from '#schema/wire/ids.ts';
import type { AgentRow } from '../agents/agent-store.ts';
import type { Context } from '../context.ts';
import type { Resolvers } from '../resolver-types.ts';
import type { PersonRow } from './person-store.ts';

/** `Colleague`: an agent or a person. */
export const colleagueResolvers = {
  Colleague: {
    __resolveType: ({ id }) => (parseId(id)?.kind === 'agt' ? 'Agent' : 'Person'),
  },
} satisfies Resolvers;

/** Who wrote it: exactly one of the two is set. */
export interface Authored {
  readonly authorAgentId: string | null;
  readonly authorPersonId: string | null;
}

/** Resolves an `author` field. */
export async function authorOf(
  { authorAgentId, authorPersonId }: Authored,
  _args: unknown,
  { loaders }: Context,
): Promise<AgentRow | PersonRow | null> {
  if (authorAgentId !== null) return loaders().agent.load(authorAgentId);
  return authorPersonId === null ? null : loaders().person.load(authorPersonId);
}
