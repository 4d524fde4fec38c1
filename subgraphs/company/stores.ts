import type { Clock } from '#schema/wire/signatures.ts';
import { createAgentStore, type AgentStore } from './agents/agent-store.ts';
import { createCredentialStore, type CredentialStore } from './credentials/credential-store.ts';
import type { Database } from './database.ts';
import { createDocumentStore, type DocumentStore } from './knowledge/document-store.ts';
import { createFullTextRanker } from './knowledge/full-text-ranker.ts';
import { createKnowledgeStore, type KnowledgeStore } from './knowledge/knowledge-store.ts';
import { createKnowledgeSearchStore, type KnowledgeSearchStore } from './knowledge/knowledge-search-store.ts';
import { createNoteStore, type NoteStore } from './notes/note-store.ts';
import { createPersonStore, type PersonStore } from './people/person-store.ts';
import {
  createPrivateMessagePartsStore,
  type PrivateMessagePartsStore,
} from './private-threads/private-message-parts-store.ts';
import {
  createPrivateMessageStore,
  type PrivateMessageStore,
} from './private-threads/private-message-store.ts';
import {
  createPrivateReadingStore,
  type PrivateReadingStore,
} from './private-threads/private-reading-store.ts';
import { createPrivateSearchStore, type PrivateSearchStore } from './private-threads/private-search-store.ts';
import { createPrivateThreadStore, type PrivateThreadStore } from './private-threads/private-thread-store.ts';
import { createDisclosureStore, type DisclosureStore } from './sharing/disclosure-store.ts';
import { createPublicationStore, type PublicationStore } from './sharing/publication-store.ts';
import { createShareStore, type ShareStore } from './sharing/share-store.ts';
import { createToolStore, type ToolStore } from './tools/tool-store.ts';

/** All that reads the company's database. Every method takes the principal first and gives what that one may see. */
export interface Stores {
  readonly agents: AgentStore;
  readonly credentials: CredentialStore;
  readonly people: PersonStore;
  readonly knowledge: KnowledgeStore;
  readonly documents: DocumentStore;
  readonly knowledgeSearch: KnowledgeSearchStore;
  readonly tools: ToolStore;
  readonly privateThreads: PrivateThreadStore;
  readonly privateMessages: PrivateMessageStore;
  readonly privateMessageParts: PrivateMessagePartsStore;
  readonly privateReading: PrivateReadingStore;
  readonly privateSearch: PrivateSearchStore;
  readonly notes: NoteStore;
  readonly publications: PublicationStore;
  readonly shares: ShareStore;
  readonly disclosures: DisclosureStore;
}

/** The stores of one company's database. */
export function createStores(db: Database, clock: Clock): Stores {
  return {
    agents: createAgentStore(db, clock),
    credentials: createCredentialStore(db),
    people: createPersonStore(db, clock),
    knowledge: createKnowledgeStore(db),
    documents: createDocumentStore(db),
    knowledgeSearch: createKnowledgeSearchStore(createFullTextRanker(db)),
    tools: createToolStore(db),
    privateThreads: createPrivateThreadStore(db),
    privateMessages: createPrivateMessageStore(db),
    privateMessageParts: createPrivateMessagePartsStore(db),
    privateReading: createPrivateReadingStore(db),
    privateSearch: createPrivateSearchStore(db),
    notes: createNoteStore(db),
    publications: createPublicationStore(db, clock),
    shares: createShareStore(db, clock),
    disclosures: createDisclosureStore(db, clock),
  };
}
