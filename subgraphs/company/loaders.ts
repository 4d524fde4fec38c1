import { groupLoader, rowLoader, type GroupLoader, type RowLoader } from '#subgraphs/kit/batch-loader.ts';
import type { Principal } from './access/principal-rules.ts';
import type { AgentRow, PermissionRow } from './agents/agent-store.ts';
import type { CredentialRow } from './credentials/credential-store.ts';
import {
  bodyLoader,
  documentPageLoader,
  type BodyLoader,
  type DocumentPageLoader,
} from './knowledge/document-loaders.ts';
import type { DocumentRow } from './knowledge/document-store.ts';
import type { KnowledgeRow, SourceUser } from './knowledge/knowledge-store.ts';
import type { NoteRow } from './notes/note-store.ts';
import type { PersonRow } from './people/person-store.ts';
import {
  createConversationLoaders,
  type ConversationLoaders,
} from './private-threads/conversation-loaders.ts';
import type { ReadCountRow } from './sharing/disclosure-store.ts';
import type { PublicationRow } from './sharing/publication-store.ts';
import type { SharedContent } from './sharing/share-content-store.ts';
import type { Stores } from './stores.ts';
import type { ToolRow } from './tools/tool-store.ts';

/** One request's reads, each made once and together with its like, for one principal. */
export interface Loaders extends ConversationLoaders {
  readonly agent: RowLoader<AgentRow>;
  readonly person: RowLoader<PersonRow>;
  readonly knowledge: RowLoader<KnowledgeRow>;
  readonly document: RowLoader<DocumentRow>;
  readonly tool: RowLoader<ToolRow>;
  readonly knowledgeOfAgent: GroupLoader<KnowledgeRow>;
  readonly usersOfKnowledge: GroupLoader<SourceUser>;
  readonly documentCount: RowLoader<{ readonly sourceId: string; readonly count: number }>;
  readonly documentsOfSource: DocumentPageLoader;
  readonly documentBody: BodyLoader;
  readonly toolsOfAgent: GroupLoader<ToolRow>;
  readonly permissionsOfAgent: GroupLoader<PermissionRow>;
  readonly credentialsOfAgent: GroupLoader<CredentialRow>;
  readonly notesOnThread: GroupLoader<NoteRow>;
  readonly notesOnMessage: GroupLoader<NoteRow>;
  readonly publicationsOfParticipant: GroupLoader<PublicationRow>;
  readonly publicationsOfColleague: GroupLoader<PublicationRow>;
  readonly shareContent: RowLoader<SharedContent>;
  readonly readCountsOfDisclosure: GroupLoader<ReadCountRow>;
}

/** The loaders of one request. Never share them between requests: they remember what their principal may see. */
export function createLoaders(stores: Stores, principal: Principal): Loaders {
  return {
    ...createConversationLoaders(stores, principal),
    agent: byId((ids) => stores.agents.byIds(principal, ids)),
    person: byId((ids) => stores.people.byIds(principal, ids)),
    knowledge: byId((ids) => stores.knowledge.byIds(principal, ids)),
    document: byId((ids) => stores.documents.byIds(principal, ids)),
    tool: byId((ids) => stores.tools.byIds(principal, ids)),
    knowledgeOfAgent: byAgent((ids) => stores.knowledge.ofAgents(principal, ids)),
    usersOfKnowledge: groupLoader(
      (ids) => stores.knowledge.usersOf(principal, ids),
      ({ sourceId }) => sourceId,
    ),
    documentCount: rowLoader(
      (ids) => stores.documents.counts(principal, ids),
      ({ sourceId }) => sourceId,
    ),
    documentsOfSource: documentPageLoader((ids, page) => stores.documents.ofSources(principal, ids, page)),
    documentBody: bodyLoader((ids) => stores.documents.bodies(principal, ids)),
    toolsOfAgent: byAgent((ids) => stores.tools.ofAgents(principal, ids)),
    permissionsOfAgent: byAgent((ids) => stores.agents.permissionsOf(principal, ids)),
    credentialsOfAgent: byAgent((ids) => stores.credentials.ofAgents(principal, ids)),
    notesOnThread: groupLoader(
      (ids) => stores.notes.onThreads(principal, ids),
      ({ threadId }) => threadId ?? '',
    ),
    notesOnMessage: groupLoader(
      (ids) => stores.notes.onMessages(principal, ids),
      ({ messageId }) => messageId ?? '',
    ),
    publicationsOfParticipant: groupLoader(
      (ids) => stores.publications.ofParticipants(principal, ids),
      ({ participantId }) => participantId,
    ),
    publicationsOfColleague: groupLoader(
      (ids) => stores.publications.ofColleagues(principal, ids),
      ({ agentId, personId }) => agentId ?? personId ?? '',
    ),
    shareContent: rowLoader(
      (ids) => stores.shares.contents(principal, ids),
      ({ shareId }) => shareId,
    ),
    readCountsOfDisclosure: groupLoader(
      (ids) => stores.disclosures.readCounts(principal, ids),
      ({ disclosureId }) => disclosureId,
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
