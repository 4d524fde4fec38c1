import { dateTime } from '#subgraphs/kit/date-time.ts';
import { agentResolvers } from './agents/agent-resolvers.ts';
import { knowledgeResolvers } from './knowledge/knowledge-resolvers.ts';
import { noteResolvers } from './notes/note-resolvers.ts';
import { colleagueResolvers } from './people/colleague-resolvers.ts';
import { personResolvers } from './people/person-resolvers.ts';
import { privateThreadResolvers } from './private-threads/private-thread-resolvers.ts';
import type { Resolvers } from './resolver-types.ts';
import { participantResolvers } from './sharing/participant-resolvers.ts';
import { toolResolvers } from './tools/tool-resolvers.ts';
import { workspaceResolvers } from './workspace-resolvers.ts';

/** The company's resolvers, as yet without the access rules: serve them through `guardResolvers` only. */
export const resolvers: Resolvers = {
  DateTime: dateTime,
  ...workspaceResolvers,
  ...agentResolvers,
  ...personResolvers,
  ...colleagueResolvers,
  ...knowledgeResolvers,
  ...toolResolvers,
  ...privateThreadResolvers,
  ...noteResolvers,
  ...participantResolvers,
  Workspace: {
    ...agentResolvers.Workspace,
    ...personResolvers.Workspace,
    ...knowledgeResolvers.Workspace,
    ...toolResolvers.Workspace,
    ...privateThreadResolvers.Workspace,
  },
};
