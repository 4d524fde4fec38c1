import type { Outcome } from '#subgraphs/kit/refusal.ts';
import type { Resolvers } from '../resolver-types.ts';
import { countedColleague } from '../sharing/counted-reads.ts';
import { archiveAgent, createAgent, setAgentPermissions, updateAgent } from './agent-changes.ts';
import type { AgentRow } from './agent-store.ts';
import { permissionsOf } from './permission-rules.ts';

/** `Agent`, the agents of the workspace, and their changes. */
export const agentResolvers = {
  Workspace: {
    agents: (_parent, _args, { stores, principal }) => stores.agents.list(principal),
  },
  Agent: {
    __resolveReference: async ({ id }, context) =>
      countedColleague(context, await context.loaders().agent.load(id)),
    knowledge: ({ id }, _args, { loaders }) => loaders().knowledgeOfAgent.load(id),
    tools: ({ id }, _args, { loaders }) => loaders().toolsOfAgent.load(id),
    permissions: async ({ id }, _args, { loaders }) =>
      permissionsOf(await loaders().permissionsOfAgent.load(id)),
  },
  Mutation: {
    createAgent: (_parent, { input }, context) => payload(createAgent(context, input)),
    updateAgent: (_parent, { input }, context) => payload(updateAgent(context, input)),
    archiveAgent: (_parent, { input }, context) => payload(archiveAgent(context, input.agentId)),
    setAgentPermissions: (_parent, { input }, context) => payload(setAgentPermissions(context, input)),
  },
} satisfies Resolvers;

async function payload(outcome: Promise<Outcome<AgentRow>>) {
  const { done, userErrors } = await outcome;
  return { agent: done, userErrors };
}
