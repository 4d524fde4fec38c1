import { createHash } from 'node:crypto';
import { badInput } from './guard.ts';
import { change, existing, given, notOffered, optionalText, Refusal, text } from './changes.ts';
import { mayUse, newId, type Context } from './context.ts';
import type { Sql } from './database.ts';
import { pageOf, searchWords, snippetParts, type PageArguments } from './paging.ts';
import { colleague } from './staff.ts';
import * as things from './things.ts';
import { find, findWords, list, type Agent, type Document, type Source } from './things.ts';

interface SearchArguments extends PageArguments {
  readonly query: string;
  readonly sourceIds?: readonly string[] | null;
  readonly agentId?: string | null;
}

interface DocumentInput {
  readonly sourceId: string;
  readonly documentId: string;
  readonly title?: string | null;
  readonly name?: string | null;
  readonly mediaType?: string | null;
  readonly body?: string | null;
}

const LONGEST_BODY = 5 * 1024 * 1024;

/** A document that the caller may read. */
export async function readableDocument(id: string, context: Context): Promise<Document | null> {
  const document = await find<Document>(context.db.sql, 'doc', id);
  return document !== null && mayUse(context, document.parent) ? document : null;
}

/** A source that the caller may use. */
export async function usableSource(id: string, context: Context): Promise<Source | null> {
  return mayUse(context, id) ? find<Source>(context.db.sql, 'kno', id) : null;
}

/** Sources, documents and their search. */
export const knowledge = {
  Workspace: {
    knowledge: async (_: unknown, _args: unknown, context: Context) => {
      const sources = await list<Source>(context.db.sql, 'kno');
      return sources
        .filter(({ id }) => mayUse(context, id))
        .sort((a, b) => a.title.localeCompare(b.title, 'en'));
    },
    document: (_: unknown, { id }: { id: string }, context: Context) => readableDocument(id, context),
    searchKnowledge: async (_: unknown, args: SearchArguments, context: Context) => {
      const words = searchWords(args.query);
      const agent = args.agentId == null ? null : await find<Agent>(context.db.sql, 'agt', args.agentId);
      const within = (source: string) =>
        (args.sourceIds?.includes(source) ?? true) &&
        (args.agentId == null || (agent?.knowledgeIds.includes(source) ?? false));
      const found = await findWords<Document>(context.db.sql, 'doc', words);
      const hits = found.filter(({ parent }) => mayUse(context, parent) && within(parent ?? ''));
      return pageOf(hits.map(hitOf), args, ({ document }) => document.id);
    },
  },
  KnowledgeSource: {
    documentCount: async ({ id }: Source, _: unknown, { db }: Context) =>
      (await list(db.sql, 'doc', id)).length,
    documents: async ({ id }: Source, args: PageArguments & { name?: string | null }, { db }: Context) => {
      const documents = await list<Document>(db.sql, 'doc', id);
      const named = documents.filter(({ name }) => args.name == null || name === args.name);
      return pageOf(named, args, (document) => document.id);
    },
    agents: async ({ id }: Source, _: unknown, { db }: Context) =>
      (await list<Agent>(db.sql, 'agt'))
        .filter(({ knowledgeIds }) => knowledgeIds.includes(id))
        .sort((a, b) => a.name.localeCompare(b.name, 'en')),
  },
  Document: {
    body: ({ body, size }: Document, _: unknown, { texts }: Context) => {
      texts.left -= size;
      if (texts.left < 0) throw badInput('One request gives up to 8 MiB of texts.');
      return body;
    },
    addedBy: ({ authorId }: Document, _: unknown, context: Context) => colleague(authorId, context),
    source: ({ parent }: Document, _: unknown, context: Context) => usableSource(parent ?? '', context),
  },
  Mutation: {
    createKnowledgeSource: change<{ title: string; description?: string | null }>(
      'people',
      async (sql, { title, description }, _me, context) => {
        const sources = await list<Source>(sql, 'kno');
        if (sources.some((source) => source.title === title))
          throw new Refusal('CONFLICT', 'There is a source of this name.', 'title');
        const fields = {
          title: text(title, 'title', 200),
          description: optionalText(description, 'description', 2000),
        };
        const createdAt = context.now().toISOString();
        return {
          source: await things.add(sql, { id: newId(context, 'kno'), parent: null, ...fields, createdAt }),
        };
      },
    ),
    updateKnowledgeSource: notOffered,
    deleteKnowledgeSource: notOffered,
    addDocument: change<DocumentInput & { title: string; body: string }>('people', addDocument),
    updateDocument: change<DocumentInput>('people', async (sql, input, _me, { now }) => {
      const { id, ...before } = existing(
        await things.hold<Document>(sql, 'doc', input.documentId),
        'documentId',
      );
      const title = input.title == null ? undefined : text(input.title, 'title', 200);
      const name = input.name == null ? undefined : text(input.name, 'name', 255);
      if (name !== undefined && name !== before.name) await refuseName(sql, before.parent ?? '', name);
      const fields = { title, name, mediaType: input.mediaType ?? undefined, updatedAt: now().toISOString() };
      const words = input.body == null ? {} : measured(input.body);
      return {
        document: await things.change<Document>(sql, id, { ...given(fields), ...words } as Partial<Document>),
      };
    }),
    deleteDocument: change<DocumentInput>('people', async (sql, { documentId }) => {
      const { id } = existing(await things.hold<Document>(sql, 'doc', documentId), 'documentId');
      await things.erase(sql, id);
      return { documentId: id };
    }),
  },
};

type AddInput = DocumentInput & { readonly title: string; readonly body: string };

async function addDocument(sql: Sql, input: AddInput, me: { readonly id: string }, context: Context) {
  const { id: parent } = existing(await things.hold<Source>(sql, 'kno', input.sourceId), 'sourceId');
  const title = text(input.title, 'title', 200);
  const name = text(input.name ?? title, 'name', 255);
  const words = measured(input.body);
  const same = (await list<Document>(sql, 'doc', parent)).find((document) => document.name === name);
  if (same?.sha256 === words.sha256) return { document: same, added: false };
  if (same) throw new Refusal('CONFLICT', 'Another text has this name.', 'name');
  const at = context.now().toISOString();
  const fields = {
    title,
    name,
    mediaType: input.mediaType,
    ...words,
    createdAt: at,
    updatedAt: at,
    authorId: me.id,
  };
  return { document: await things.add(sql, { id: newId(context, 'doc'), parent, ...fields }), added: true };
}

async function refuseName(sql: Sql, source: string, name: string): Promise<void> {
  const there = (await list<Document>(sql, 'doc', source)).some((document) => document.name === name);
  if (there) throw new Refusal('CONFLICT', 'Another document has this name.', 'name');
}

/** A text with what is said of it. */
export function measured(body: string) {
  const size = Buffer.byteLength(body);
  if (size > LONGEST_BODY) throw new Refusal('INVALID_INPUT', 'A text has up to 5 MiB.', 'body');
  const checked = body === '' ? body : text(body.replaceAll('\r\n', '\n'), 'body', LONGEST_BODY) && body;
  return { body: checked, size, sha256: createHash('sha256').update(body).digest('hex') };
}

type Found = Awaited<ReturnType<typeof findWords<Document>>>[number];

function hitOf({ passage, snippetText, rank, ...document }: Found) {
  return {
    document,
    passage,
    rank,
    headings: headingsAbove(document, passage),
    snippet: snippetParts(snippetText),
  };
}

/** The headings that a passage of Markdown stands under, from the outermost in. */
function headingsAbove({ mediaType, body }: Document, passage: string): string[] {
  if (mediaType !== 'MARKDOWN') return [];
  const way: string[] = [];
  for (const line of body.slice(0, body.indexOf(passage)).split('\n')) {
    const [, marks, heading] = /^(#{1,6}) +(.+)$/.exec(line) ?? [];
    if (marks === undefined || heading === undefined) continue;
    way.length = Math.min(way.length, marks.length - 1);
    way.push(heading);
  }
  return way;
}
