import type { Resolvers } from '../resolver-types.ts';

/** `Tool`, and the tools of the workspace. */
export const toolResolvers = {
  Workspace: {
    tools: (_parent, _args, { stores, principal }) => stores.tools.list(principal),
  },
  Tool: {
    __resolveReference: ({ id }, { loaders }) => loaders().tool.load(id),
  },
} satisfies Resolvers;
