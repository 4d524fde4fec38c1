import type { Resolvers } from '../resolver-types.ts';

/** `Agent`, and the agents of the workspace. */
export const agentResolvers = {
  Workspace: {
    agents: (_parent, _args, { stores, principal }) => stores.agents.list(principal),
  },
  Agent: {
    __resolveReference: ({ id }, { loaders }) => loaders().agent.load(id),
    knowledge: ({ id }, _args, { loaders }) => loaders().knowledgeOfAgent.load(id),
    tools: ({ id }, _args, { loaders }) => loaders().toolsOfAgent.load(id),
  },
} satisfies Resolvers;
