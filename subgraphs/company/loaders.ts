import { groupLoader, rowLoader, type GroupLoader, type RowLoader } from '#subgraphs/kit/batch-loader.ts';
import { pageLoader, type PageLoader } from '#subgraphs/kit/page-loader.ts';
import type { Principal } from './access/principal-rules.ts';
import type { AgentRow } from './agents/agent-store.ts';
import type { KnowledgeRow } from './knowledge/knowledge-store.ts';
import type { NoteRow } from './notes/note-store.ts';
import type { PersonRow } from './people/person-store.ts';
import type { PrivateMessageRow } from './private-threads/private-message-store.ts';
import type { PrivateThreadRow } from './private-threads/private-thread-store.ts';
import type { PublicationRow } from './sharing/publication-store.ts';
import type { Stores } from './stores.ts';
import type { ToolRow } from './tools/tool-store.ts';

/** One request's reads, each made once and together with its like, for one principal. */
export interface Loaders {
  readonly agent: RowLoader<AgentRow>;
  readonly person: RowLoader<PersonRow>;
  readonly knowledge: RowLoader<KnowledgeRow>;
  readonly tool: RowLoader<ToolRow>;
  readonly privateThread: RowLoader<PrivateThreadRow>;
  readonly privateMessage: RowLoader<PrivateMessageRow>;
  readonly knowledgeOfAgent: GroupLoader<KnowledgeRow>;
  readonly toolsOfAgent: GroupLoader<ToolRow>;
  readonly notesOnThread: GroupLoader<NoteRow>;
  readonly publicationsOfParticipant: GroupLoader<PublicationRow>;
  readonly messagesOfThread: PageLoader<PrivateMessageRow, number>;
}

/** The loaders of one request. Never share them between requests: they remember what their principal may see. */
export function createLoaders(stores: Stores, principal: Principal): Loaders {
  return {
    agent: byId((ids) => stores.agents.byIds(principal, ids)),
    person: byId((ids) => stores.people.byIds(principal, ids)),
    knowledge: byId((ids) => stores.knowledge.byIds(principal, ids)),
    tool: byId((ids) => stores.tools.byIds(principal, ids)),
    privateThread: byId((ids) => stores.privateThreads.byIds(principal, ids)),
    privateMessage: byId((ids) => stores.privateMessages.byIds(principal, ids)),
    knowledgeOfAgent: byAgent((ids) => stores.knowledge.ofAgents(principal, ids)),
    toolsOfAgent: byAgent((ids) => stores.tools.ofAgents(principal, ids)),
    notesOnThread: groupLoader(
      (ids) => stores.notes.onThreads(principal, ids),
      ({ threadId }) => threadId,
    ),
    publicationsOfParticipant: groupLoader(
      (ids) => stores.publications.ofParticipants(principal, ids),
      ({ participantId }) => participantId,
    ),
    messagesOfThread: pageLoader(
      (ids, page) => stores.privateMessages.ofThreads(principal, ids, page),
      ({ threadId }) => threadId,
    ),
  };
}

function byId<Row extends { id: string }>(read: (ids: readonly string[]) => Promise<Row[]>): RowLoader<Row> {
  return rowLoader(read, ({ id }) => id);
}

function byAgent<Row extends { agentId: string }>(
  read: (ids: readonly string[]) => Promise<Row[]>,
): GroupLoader<Row> {
  return groupLoader(read, ({ agentId }) => agentId);
}
