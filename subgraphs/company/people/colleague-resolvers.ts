import { parseId } from '#schema/wire/ids.ts';
import type { AgentRow } from '../agents/agent-store.ts';
import type { Context } from '../context.ts';
import type { Resolvers } from '../resolver-types.ts';
import type { Authored } from './colleague-rules.ts';
import type { PersonRow } from './person-store.ts';

/** `Colleague`: an agent or a person. */
export const colleagueResolvers = {
  Colleague: {
    __resolveType: ({ id }) => (isAgent(id) ? 'Agent' : 'Person'),
  },
} satisfies Resolvers;

/** Resolves an `author` field. */
export async function authorOf(
  { authorAgentId, authorPersonId }: Authored,
  _args: unknown,
  { loaders }: Context,
): Promise<AgentRow | PersonRow | null> {
  if (authorAgentId !== null) return loaders().agent.load(authorAgentId);
  return authorPersonId === null ? null : loaders().person.load(authorPersonId);
}

/** Those agents and people of the company, in the order of the ids. */
export async function colleaguesOf(
  ids: readonly string[],
  { loaders }: Context,
): Promise<(AgentRow | PersonRow)[]> {
  const found = await Promise.all(
    ids.map((id) => (isAgent(id) ? loaders().agent.load(id) : loaders().person.load(id))),
  );
  return found.filter((colleague) => colleague !== null);
}

function isAgent(id: string): boolean {
  return parseId(id)?.kind === 'agt';
}
