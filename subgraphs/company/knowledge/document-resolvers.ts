import { idKey, pageRequest, toConnection } from '#subgraphs/kit/connection.ts';
import { badInput } from '#subgraphs/kit/errors.ts';
import { isIdOf } from '#schema/wire/ids.ts';
import { authorOf } from '../people/colleague-resolvers.ts';
import type { Resolvers } from '../resolver-types.ts';
import { addDocument, deleteDocument, updateDocument } from './document-changes.ts';

/** `Document`, and the documents of sources and of the workspace. */
export const documentResolvers = {
  Workspace: {
    document: (_parent, { id }, { company, loaders }) =>
      isIdOf(id, 'doc', company) ? loaders().document.load(id) : null,
  },
  KnowledgeSource: {
    documents: async ({ id }, { name, ...args }, { loaders }) => {
      const page = pageRequest(args, idKey);
      const rows = await loaders()
        .documentsOfSource(name ?? null)
        .load(id, page);
      return toConnection(rows, page, idKey, (row) => row.id);
    },
  },
  Document: {
    __resolveReference: ({ id }, { loaders }) => loaders().document.load(id),
    body: (document, _args, { loaders }) => {
      const { documentBody } = loaders();
      if (!documentBody.admits(document)) throw badInput('Ask for fewer texts at once: up to 8 MiB.');
      return documentBody.load(document);
    },
    addedBy: authorOf,
    source: ({ sourceId }, _args, { loaders }) => loaders().knowledge.load(sourceId),
  },
  Mutation: {
    addDocument: async (_parent, { input }, context) => {
      const { done, userErrors } = await addDocument(context, input);
      return { document: done?.document ?? null, added: done?.added ?? null, userErrors };
    },
    updateDocument: async (_parent, { input }, context) => {
      const { done, userErrors } = await updateDocument(context, input);
      return { document: done, userErrors };
    },
    deleteDocument: async (_parent, { input }, context) => {
      const { done, userErrors } = await deleteDocument(context, input);
      return { documentId: done, userErrors };
    },
  },
} satisfies Resolvers;
