import type { Outcome } from '#subgraphs/kit/refusal.ts';
import type { Resolvers } from '../resolver-types.ts';
import { createTool, deleteTool, updateTool } from './tool-changes.ts';
import type { ToolRow } from './tool-store.ts';

/** `Tool`, the tools of the workspace, and their changes. */
export const toolResolvers = {
  Workspace: {
    tools: (_parent, _args, { stores, principal }) => stores.tools.list(principal),
  },
  Tool: {
    __resolveReference: ({ id }, { loaders }) => loaders().tool.load(id),
  },
  Mutation: {
    createTool: (_parent, { input }, context) => payload(createTool(context, input)),
    updateTool: (_parent, { input }, context) => payload(updateTool(context, input)),
    deleteTool: async (_parent, { input }, context) => {
      const { done, userErrors } = await deleteTool(context, input);
      return { deletedToolId: done, userErrors };
    },
  },
} satisfies Resolvers;

async function payload(outcome: Promise<Outcome<ToolRow | null>>) {
  const { done, userErrors } = await outcome;
  return { tool: done, userErrors };
}
