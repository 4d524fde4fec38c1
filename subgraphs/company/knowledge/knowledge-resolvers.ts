import { pageRequest, toConnection } from '#subgraphs/kit/connection.ts';
import type { Resolvers } from '../resolver-types.ts';
import { searchKnowledge } from './knowledge-search.ts';
import { hitKey, writeHitKey } from './search-rules.ts';
import { createKnowledgeSource, deleteKnowledgeSource, updateKnowledgeSource } from './source-changes.ts';

/** `KnowledgeSource`, the sources of the workspace, and the search in them. */
export const knowledgeResolvers = {
  Workspace: {
    knowledge: (_parent, _args, { stores, principal }) => stores.knowledge.list(principal),
    searchKnowledge: async (_parent, { first, after, ...asked }, context) => {
      const page = pageRequest({ first, after }, hitKey);
      return toConnection(await searchKnowledge(context, asked, page), page, hitKey, writeHitKey);
    },
  },
  KnowledgeSource: {
    __resolveReference: ({ id }, { loaders }) => loaders().knowledge.load(id),
    documentCount: async ({ id }, _args, { loaders }) => (await loaders().documentCount.load(id))?.count ?? 0,
    agents: async ({ id }, _args, { loaders }) => {
      const users = await loaders().usersOfKnowledge.load(id);
      const agents = await Promise.all(users.map(({ agentId }) => loaders().agent.load(agentId)));
      return agents.filter((agent) => agent !== null);
    },
  },
  KnowledgeSearchHit: {
    document: ({ documentId }, _args, { loaders }) => loaders().document.load(documentId),
  },
  Mutation: {
    createKnowledgeSource: async (_parent, { input }, context) => {
      const { done, userErrors } = await createKnowledgeSource(context, input);
      return { source: done, userErrors };
    },
    updateKnowledgeSource: async (_parent, { input }, context) => {
      const { done, userErrors } = await updateKnowledgeSource(context, input);
      return { source: done, userErrors };
    },
    deleteKnowledgeSource: async (_parent, { input }, context) => {
      const { done, userErrors } = await deleteKnowledgeSource(context, input);
      return { sourceId: done, userErrors };
    },
  },
} satisfies Resolvers;
