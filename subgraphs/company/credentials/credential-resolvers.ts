import { allowedDocuments } from '#schema/wire/credentials.ts';
import { may } from '../access/action-rules.ts';
import type { Resolvers } from '../resolver-types.ts';
import { issueAgentCredential, revokeAgentCredential } from './credential-changes.ts';

/** `Agent.credentials`, and their changes. */
export const credentialResolvers = {
  Agent: {
    credentials: async ({ id }, _args, { actor, loaders }) =>
      may(await actor(), 'manageCredentials') ? loaders().credentialsOfAgent.load(id) : null,
  },
  AgentCredential: {
    documents: ({ documents }) =>
      documents === null ? null : (allowedDocuments.safeParse(documents).data ?? []),
    createdBy: ({ createdById }, _args, { loaders }) => loaders().person.load(createdById),
  },
  Mutation: {
    async issueAgentCredential(_parent, { input }, context) {
      const { done, userErrors } = await issueAgentCredential(context, input);
      return { credential: done?.credential ?? null, secret: done?.secret ?? null, userErrors };
    },
    async revokeAgentCredential(_parent, { input }, context) {
      const { done, userErrors } = await revokeAgentCredential(context, input.credentialId);
      return { credential: done, userErrors };
    },
  },
} satisfies Resolvers;
