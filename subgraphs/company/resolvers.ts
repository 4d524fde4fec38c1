import { dateTime } from '#subgraphs/kit/date-time.ts';
import { agentResolvers } from './agents/agent-resolvers.ts';
import { credentialResolvers } from './credentials/credential-resolvers.ts';
import { documentResolvers } from './knowledge/document-resolvers.ts';
import { knowledgeResolvers } from './knowledge/knowledge-resolvers.ts';
import { liveEventResolvers, liveSubscriptions } from './live/live-resolvers.ts';
import { noteResolvers } from './notes/note-resolvers.ts';
import { colleagueResolvers } from './people/colleague-resolvers.ts';
import { personResolvers } from './people/person-resolvers.ts';
import { privateMessageResolvers } from './private-threads/private-message-resolvers.ts';
import { privateSearchResolvers } from './private-threads/private-search-resolvers.ts';
import { privateThreadResolvers } from './private-threads/private-thread-resolvers.ts';
import type { Resolvers } from './resolver-types.ts';
import { disclosureResolvers } from './sharing/disclosure-resolvers.ts';
import { participantResolvers } from './sharing/participant-resolvers.ts';
import { shareResolvers } from './sharing/share-resolvers.ts';
import { sharingResolvers } from './sharing/sharing-resolvers.ts';
import { toolResolvers } from './tools/tool-resolvers.ts';
import { workspaceResolvers } from './workspace-resolvers.ts';

/** The company's resolvers, as yet without the access rules: serve them through `guardResolvers` only. */
export const resolvers: Resolvers = {
  DateTime: dateTime,
  ...workspaceResolvers,
  ...agentResolvers,
  ...credentialResolvers,
  Agent: { ...agentResolvers.Agent, ...credentialResolvers.Agent },
  ...personResolvers,
  ...colleagueResolvers,
  ...knowledgeResolvers,
  ...documentResolvers,
  KnowledgeSource: { ...knowledgeResolvers.KnowledgeSource, ...documentResolvers.KnowledgeSource },
  ...toolResolvers,
  ...privateThreadResolvers,
  ...privateMessageResolvers,
  ...privateSearchResolvers,
  ...noteResolvers,
  ...participantResolvers,
  ...shareResolvers,
  ...disclosureResolvers,
  ...liveEventResolvers,
  Subscription: liveSubscriptions,
  Workspace: {
    ...agentResolvers.Workspace,
    ...personResolvers.Workspace,
    ...knowledgeResolvers.Workspace,
    ...documentResolvers.Workspace,
    ...toolResolvers.Workspace,
    ...privateThreadResolvers.Workspace,
    ...disclosureResolvers.Workspace,
    ...privateSearchResolvers.Workspace,
  },
  Mutation: {
    ...agentResolvers.Mutation,
    ...personResolvers.Mutation,
    ...toolResolvers.Mutation,
    ...credentialResolvers.Mutation,
    ...sharingResolvers.Mutation,
    ...privateThreadResolvers.Mutation,
    ...privateMessageResolvers.Mutation,
    ...noteResolvers.Mutation,
    ...knowledgeResolvers.Mutation,
    ...documentResolvers.Mutation,
  },
};
