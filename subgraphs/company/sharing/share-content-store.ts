import type { Share } from '#prisma/company/client/client.ts';
import type { Database } from '../database.ts';
import { choose, shownText } from './share-rules.ts';

/** What a share of a document shows. */
export interface DocumentContent {
  readonly kind: 'DOCUMENT';
  readonly shareId: string;
  readonly sourceId: string;
  readonly title: string | null;
  readonly body: string | null;
  readonly mediaType: string | null;
  readonly updatedAt: Date | null;
}

/** What a share of an internal thread shows. */
export interface ThreadContent {
  readonly kind: 'PRIVATE_THREAD';
  readonly shareId: string;
  readonly threadId: string;
  readonly title: string | null;
  /** Null when nothing of them was chosen. */
  readonly messages: readonly MessageContent[] | null;
}

/** A message in it. */
export interface MessageContent {
  readonly body: string | null;
  readonly authorName: string | null;
  readonly createdAt: Date | null;
}

/** What a share of an agent's card shows. */
export interface AgentContent {
  readonly kind: 'AGENT';
  readonly shareId: string;
  readonly name: string | null;
  readonly purpose: string | null;
  readonly skills: readonly string[] | null;
  readonly status: 'ACTIVE' | 'PAUSED' | 'ARCHIVED' | null;
}

/** What a share shows: the chosen fields, null for the others. */
export type SharedContent = DocumentContent | ThreadContent | AgentContent;

/** The cards that those shares show. Who may see the shares is decided before. */
export async function readSharedAgents(db: Database, shares: readonly Share[]): Promise<AgentContent[]> {
  if (shares.length === 0) return [];
  const agents = await db.agent.findMany({
    where: { id: { in: shares.map(({ targetId }) => targetId) } },
    select: { id: true, name: true, purpose: true, skills: true, status: true },
  });
  return shares.flatMap(({ id: shareId, targetId, fields }) => {
    const agent = agents.find(({ id }) => id === targetId);
    const chosen = choose(fields);
    if (!agent) return [];
    return {
      ...{ kind: 'AGENT', shareId, name: chosen('NAME', agent.name) },
      ...{ purpose: chosen('PURPOSE', agent.purpose), skills: chosen('SKILLS', agent.skills) },
      status: chosen('STATUS', agent.status),
    };
  });
}

type DocumentRow = Pick<DocumentContent, 'shareId' | 'sourceId' | 'body'> & {
  readonly title: string;
  readonly mediaType: string;
  readonly updatedAt: Date;
};

/** What those shares show of documents. Only the text that is shown leaves the database. */
export async function readSharedDocuments(
  db: Database,
  shares: readonly Share[],
): Promise<DocumentContent[]> {
  if (shares.length === 0) return [];
  const rows = await db.$queryRaw<DocumentRow[]>`
    SELECT share.id AS "shareId", document.source_id AS "sourceId", document.title,
           document.media_type::text AS "mediaType", document.updated_at AS "updatedAt",
           CASE WHEN NOT 'BODY' = ANY(share.fields) THEN NULL
                WHEN share.range_from IS NULL THEN document.body
                ELSE substr(document.body, share.range_from + 1, share.range_to - share.range_from) END AS body
    FROM shares AS share JOIN documents AS document ON document.id = share.target_id
    WHERE share.id = ANY(${shares.map(({ id }) => id)}) AND share.target_kind = 'DOCUMENT'`;
  return rows.map(({ shareId, sourceId, title, body, mediaType, updatedAt }) => {
    const share = shares.find(({ id }) => id === shareId);
    const chosen = choose(share?.fields ?? []);
    return {
      ...{ kind: 'DOCUMENT', shareId, sourceId, title: chosen('TITLE', title) },
      ...{ mediaType: chosen('MEDIA_TYPE', mediaType), updatedAt: chosen('UPDATED_AT', updatedAt) },
      body: shownText(body, share?.excerptHash ?? null),
    };
  });
}

interface MessageRow {
  readonly shareId: string;
  readonly threadId: string;
  readonly title: string;
  /** The rest is null for a thread without messages in the range. */
  readonly body: string | null;
  readonly authorName: string | null;
  readonly createdAt: Date | null;
}

/** What those shares show of internal threads: of each range the messages that were not taken back. */
export async function readSharedThreads(db: Database, shares: readonly Share[]): Promise<ThreadContent[]> {
  if (shares.length === 0) return [];
  const rows = await db.$queryRaw<MessageRow[]>`
    SELECT share.id AS "shareId", thread.id AS "threadId", thread.title, message.body,
           message.created_at AS "createdAt", coalesce(agent.name, person.display_name) AS "authorName"
    FROM shares AS share JOIN private_threads AS thread ON thread.id = share.target_id
    LEFT JOIN private_messages AS message ON message.thread_id = thread.id AND message.redacted_at IS NULL
      AND message.sequence BETWEEN share.range_from AND share.range_to
    LEFT JOIN agents AS agent ON agent.id = message.author_agent_id
    LEFT JOIN people AS person ON person.id = message.author_person_id
    WHERE share.id = ANY(${shares.map(({ id }) => id)}) AND share.target_kind = 'PRIVATE_THREAD'
    ORDER BY share.id, message.sequence`;
  return shares.flatMap(({ id, fields }) => {
    const mine = rows.filter(({ shareId }) => shareId === id);
    const [first] = mine;
    return first ? [threadContent(first, fields, mine)] : [];
  });
}

const OF_MESSAGES = ['BODY', 'AUTHOR', 'TIME'];

function threadContent(
  { shareId, threadId, title }: MessageRow,
  fields: readonly string[],
  rows: readonly MessageRow[],
): ThreadContent {
  const chosen = choose(fields);
  const messages = rows
    .filter(({ createdAt }) => createdAt !== null)
    .map(({ body, authorName, createdAt }) => ({
      body: chosen('BODY', body),
      authorName: chosen('AUTHOR', authorName),
      createdAt: chosen('TIME', createdAt),
    }));
  return {
    ...{ kind: 'PRIVATE_THREAD', shareId, threadId, title: chosen('TITLE', title) },
    messages: fields.some((field) => OF_MESSAGES.includes(field)) ? messages : null,
  };
}
