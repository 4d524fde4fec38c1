import type { Clock } from '#schema/wire/signatures.ts';
import { createAgentStore, type AgentStore } from './agents/agent-store.ts';
import type { Database } from './database.ts';
import { createKnowledgeStore, type KnowledgeStore } from './knowledge/knowledge-store.ts';
import { createNoteStore, type NoteStore } from './notes/note-store.ts';
import { createPersonStore, type PersonStore } from './people/person-store.ts';
import {
  createPrivateMessageStore,
  type PrivateMessageStore,
} from './private-threads/private-message-store.ts';
import { createPrivateThreadStore, type PrivateThreadStore } from './private-threads/private-thread-store.ts';
import { createPublicationStore, type PublicationStore } from './sharing/publication-store.ts';
import { createToolStore, type ToolStore } from './tools/tool-store.ts';

/** All that reads the company's database. Every method takes the principal first and gives what that one may see. */
export interface Stores {
  readonly agents: AgentStore;
  readonly people: PersonStore;
  readonly knowledge: KnowledgeStore;
  readonly tools: ToolStore;
  readonly privateThreads: PrivateThreadStore;
  readonly privateMessages: PrivateMessageStore;
  readonly notes: NoteStore;
  readonly publications: PublicationStore;
}

/** The stores of one company's database. */
export function createStores(db: Database, clock: Clock): Stores {
  return {
    agents: createAgentStore(db, clock),
    people: createPersonStore(db, clock),
    knowledge: createKnowledgeStore(db),
    tools: createToolStore(db),
    privateThreads: createPrivateThreadStore(db),
    privateMessages: createPrivateMessageStore(db),
    notes: createNoteStore(db),
    publications: createPublicationStore(db, clock),
  };
}
