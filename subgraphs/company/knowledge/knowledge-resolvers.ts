import type { Resolvers } from '../resolver-types.ts';

/** `KnowledgeSource`, and the sources of the workspace. */
export const knowledgeResolvers = {
  Workspace: {
    knowledge: (_parent, _args, { stores, principal }) => stores.knowledge.list(principal),
  },
  KnowledgeSource: {
    __resolveReference: ({ id }, { loaders }) => loaders().knowledge.load(id),
  },
} satisfies Resolvers;
