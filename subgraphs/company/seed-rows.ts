import { parseId } from '#schema/wire/ids.ts';
import { linesOf, type AgentPermissions } from './agents/permission-rules.ts';
import { measured } from './knowledge/document-rules.ts';

/** One company's part of a scenario: instants are RFC 3339 text, ids are whole ids, links are by id. */
export interface CompanyScenario {
  readonly company: string;
  readonly people: readonly {
    readonly id: string;
    readonly subject: string;
    readonly displayName: string;
    readonly title: string | null;
    readonly email: string | null;
    readonly phone?: string | null;
    readonly timeZone?: string | null;
    readonly role: 'ADMIN' | 'MEMBER';
  }[];
  readonly agents: readonly {
    readonly id: string;
    readonly subject: string;
    readonly name: string;
    readonly purpose: string | null;
    readonly skills: readonly string[];
    readonly status: 'ACTIVE' | 'PAUSED' | 'ARCHIVED';
    readonly instructions: string | null;
    readonly model: string | null;
    readonly knowledge: readonly string[];
    readonly tools: readonly string[];
    /** Left out: narrowed nowhere. */
    readonly permissions?: AgentPermissions;
  }[];
  readonly knowledge: readonly {
    readonly id: string;
    readonly title: string;
    readonly description: string | null;
    readonly createdAt: string;
    readonly documents: readonly {
      readonly id: string;
      readonly name: string;
      readonly title: string;
      readonly mediaType: 'MARKDOWN' | 'PLAIN_TEXT';
      /** An agent or a person of the company. */
      readonly author: string;
      readonly at: string;
      readonly body: string;
    }[];
  }[];
  readonly tools: readonly {
    readonly id: string;
    readonly name: string;
    readonly description: string | null;
    readonly inputSchema?: string | null;
    readonly endpoint?: string | null;
  }[];
  readonly privateThreads: readonly {
    readonly id: string;
    readonly slug: string;
    readonly title: string;
    readonly createdAt: string;
    readonly messages: readonly {
      readonly id: string;
      /** An agent or a person of the company. */
      readonly author: string;
      readonly body: string;
      readonly at: string;
    }[];
  }[];
  readonly notes: readonly {
    readonly id: string;
    /** A thread of the shared layer; or else a message of it. */
    readonly threadId?: string;
    /** See `threadId`. */
    readonly messageId?: string;
    readonly author: string;
    readonly body: string;
    readonly at: string;
  }[];
  /** Rows of the company's extension, which alone knows their form. */
  readonly realm?: unknown;
  readonly publications: readonly {
    readonly participantId: string;
    readonly teamId: string;
    /** The agent or the person that is published. */
    readonly target: string;
    readonly at: string;
    readonly expiresAt?: string | null;
    readonly revokedAt?: string | null;
  }[];
  /** What is shown by reference; the shared layer has agreed. */
  readonly shares?: readonly {
    readonly id: string;
    readonly teamId: string;
    /** An agent, or a thread's messages from one sequence to another. */
    readonly target: string;
    readonly from?: number;
    readonly to?: number;
    readonly fields: readonly string[];
    readonly by: string;
    readonly at: string;
    readonly expiresAt?: string | null;
    readonly revokedAt?: string | null;
  }[];
}

/** Rows of the agents and of their links. */
export function agentRows({ agents }: CompanyScenario) {
  return {
    agents: agents.map(({ id, subject, name, purpose, skills, status, instructions, model }) => ({
      ...{ id, subject, name, purpose, status, instructions, model },
      skills: [...skills],
    })),
    knowledge: agents.flatMap(({ id, knowledge }) =>
      knowledge.map((sourceId) => ({ agentId: id, sourceId })),
    ),
    tools: agents.flatMap(({ id, tools }) => tools.map((toolId) => ({ agentId: id, toolId }))),
    permissions: agents.flatMap(({ id, permissions }) =>
      permissions === undefined
        ? []
        : linesOf(permissions).map(({ area, ids }) => ({ agentId: id, area, ids: [...ids] })),
    ),
  };
}

/** Rows of the sources. */
export function sourceRows({ knowledge }: CompanyScenario) {
  return knowledge.map(({ id, title, description, createdAt }) => ({ id, title, description, createdAt }));
}

/** Rows of the documents, and their texts. */
export function documentRows({ knowledge }: CompanyScenario) {
  return knowledge.flatMap(({ id: sourceId, documents }) =>
    documents.map(({ author, at, body, ...document }) => {
      const { size, sha256 } = measured(body);
      const times = { createdAt: new Date(at), updatedAt: new Date(at) };
      const authors = { authorAgentId: null, authorPersonId: null, ...authorColumns(author) };
      return { row: { ...document, sourceId, size, sha256, ...times, ...authors }, body };
    }),
  );
}

/** Rows of the internal messages: the order in the scenario is their sequence. */
export function privateMessageRows({ privateThreads }: CompanyScenario) {
  return privateThreads.flatMap(({ id: threadId, messages }) =>
    messages.map(({ id, author, body, at }, index) => ({
      id,
      threadId,
      sequence: index + 1,
      body,
      createdAt: at,
      ...authorColumns(author),
    })),
  );
}

/** Rows of the internal threads' logs: each was opened, and then its messages were posted. */
export function privateEventRows({ privateThreads }: CompanyScenario) {
  return privateThreads.flatMap(({ id: threadId, createdAt, messages }) => [
    { threadId, sequence: 1, kind: 'THREAD_CREATED' as const, at: createdAt },
    ...messages.map(({ id, author, at }, index) => ({
      ...{ threadId, sequence: index + 2, at, messageId: id, actorId: author },
      kind: 'MESSAGE_POSTED' as const,
    })),
  ]);
}

/** Rows of the ledger. */
export function publicationRows({ publications }: CompanyScenario) {
  return publications.map(({ participantId, teamId, target, at, expiresAt, revokedAt }) => ({
    participantId,
    teamId,
    publishedAt: at,
    ...(isAgent(target) ? { agentId: target } : { personId: target }),
    expiresAt: expiresAt ?? null,
    revokedAt: revokedAt ?? null,
    state: revokedAt == null ? ('ACTIVE' as const) : ('ENDED' as const),
  }));
}

/** Rows of what is shown by reference. */
export function shareRows({ shares = [] }: CompanyScenario) {
  return shares.map(({ id, teamId, target, from, to, fields, by, at, expiresAt, revokedAt }) => ({
    ...{ id, teamId, targetId: target, from: from ?? null, to: to ?? null, fields: [...fields] },
    targetKind: isAgent(target) ? ('AGENT' as const) : ('PRIVATE_THREAD' as const),
    ...{ sharedAt: at, sharedBy: by, expiresAt: expiresAt ?? null, revokedAt: revokedAt ?? null },
    state: revokedAt == null ? ('ACTIVE' as const) : ('ENDED' as const),
  }));
}

/** The columns that name an author. */
export function authorColumns(author: string): { authorAgentId: string } | { authorPersonId: string } {
  return isAgent(author) ? { authorAgentId: author } : { authorPersonId: author };
}

function isAgent(id: string): boolean {
  return parseId(id)?.kind === 'agt';
}
