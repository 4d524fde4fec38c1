import { openDatabase, type Sql } from './database.ts';
import { measured } from './knowledge.ts';
import { addLine } from './ledger.ts';
import { add, list, type Agent, type Thing } from './things.ts';

/** What is to be written at first: instants are RFC 3339 text, links are by id. */
export interface Scenario {
  readonly people: readonly (Row & { readonly displayName: string; readonly role: string })[];
  readonly agents: readonly (Row & {
    readonly name: string;
    readonly knowledge: readonly string[];
    readonly tools: readonly string[];
  })[];
  readonly knowledge: readonly (Row & {
    readonly documents: readonly (Row & {
      readonly author: string;
      readonly at: string;
      readonly body: string;
    })[];
  })[];
  readonly tools: readonly Row[];
  readonly privateThreads: readonly (Row & {
    readonly messages: readonly (Row & { readonly author: string; readonly at: string })[];
  })[];
  readonly notes: readonly (Row & {
    readonly threadId?: string;
    readonly messageId?: string;
    readonly author: string;
    readonly at: string;
  })[];
  readonly publications: readonly {
    readonly participantId: string;
    readonly teamId: string;
    readonly target: string;
    readonly at: string;
    readonly expiresAt?: string | null;
    readonly revokedAt?: string | null;
  }[];
}

interface Row {
  readonly id: string;
}

/** Writes a scenario, all of it or nothing. A database with an agent or a person in it is left alone. */
export async function seedNimbus(databaseUrl: string, scenario: Scenario): Promise<'seeded' | 'kept'> {
  const db = openDatabase(databaseUrl);
  try {
    return await db.atOnce(async (sql) => {
      await sql('LOCK TABLE nimbus.things');
      if ((await list(sql, 'psn')).length + (await list(sql, 'agt')).length > 0) return 'kept';
      await writeStaff(sql, scenario);
      await writeWords(sql, scenario);
      return 'seeded';
    });
  } finally {
    await db.close();
  }
}

async function writeStaff(sql: Sql, { people, agents, knowledge, tools }: Scenario): Promise<void> {
  const top = <T extends Row>(row: T): T & Thing => ({ ...row, parent: null });
  for (const person of people) await add(sql, { timeZone: null, ...top(person), status: 'ACTIVE' });
  for (const tool of tools) await add(sql, top(tool));
  for (const { knowledge: knowledgeIds, tools: toolIds, ...agent } of agents)
    await add(sql, { ...top(agent), knowledgeIds, toolIds } as unknown as Agent);
  for (const { documents, ...source } of knowledge) {
    await add(sql, top(source));
    for (const { author: authorId, at, body, ...document } of documents)
      await add(sql, {
        ...document,
        ...measured(body),
        parent: source.id,
        authorId,
        createdAt: at,
        updatedAt: at,
      });
  }
}

async function writeWords(sql: Sql, { privateThreads, notes, publications }: Scenario): Promise<void> {
  const blank = { openedById: null, agentLoopLimit: 8, readUpTo: {} };
  const unmarked = {
    redactedAt: null,
    editedAt: null,
    onBehalfOfId: null,
    replyToId: null,
    mentionIds: [],
    key: null,
  };
  for (const { messages, ...thread } of privateThreads) {
    await add(sql, { ...blank, ...thread, parent: null });
    for (const [index, { author: authorId, at: createdAt, ...message }] of messages.entries())
      await add(sql, {
        ...unmarked,
        ...message,
        parent: thread.id,
        authorId,
        createdAt,
        sequence: index + 1,
      });
  }
  for (const { threadId, messageId, author: authorId, at: createdAt, ...note } of notes)
    await add(sql, { ...note, parent: threadId ?? messageId ?? null, authorId, createdAt, editedAt: null });
  const date = (text: string | null | undefined) => (text == null ? null : new Date(text));
  for (const { participantId, teamId, target, at, expiresAt, revokedAt } of publications) {
    const times = { since: new Date(at), until: date(expiresAt), endedAt: date(revokedAt) };
    const said = { id: participantId, kind: 'PARTICIPANT' as const, teamId, targetId: target, byId: null };
    await addLine(sql, {
      ...said,
      ...times,
      state: revokedAt == null ? 'ACTIVE' : 'ENDED',
      key: null,
      inputHash: null,
    });
  }
}
