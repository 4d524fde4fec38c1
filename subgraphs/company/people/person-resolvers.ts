import type { Resolvers } from '../resolver-types.ts';

/** `Person`, and the people of the workspace. */
export const personResolvers = {
  Workspace: {
    people: (_parent, _args, { stores, principal }) => stores.people.list(principal),
  },
  Person: {
    __resolveReference: ({ id }, { loaders }) => loaders().person.load(id),
  },
} satisfies Resolvers;
