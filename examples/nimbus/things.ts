import type { CompanyIdKind } from '#schema/wire/ids.ts';
import type { Sql } from './database.ts';

/** A row of `things`: what every kind has. The rest is by kind, as the graph shows it; instants are RFC 3339 text. */
export interface Thing {
  readonly id: string;
  readonly parent: string | null;
}

export interface Agent extends Thing {
  readonly subject: string;
  readonly name: string;
  readonly purpose: string | null;
  readonly skills: readonly string[];
  readonly status: 'ACTIVE' | 'PAUSED' | 'ARCHIVED';
  readonly instructions: string | null;
  readonly model: string | null;
  readonly knowledgeIds: readonly string[];
  readonly toolIds: readonly string[];
}

export interface Person extends Thing {
  readonly subject: string;
  readonly displayName: string;
  readonly role: 'ADMIN' | 'MEMBER';
}

export interface Source extends Thing {
  readonly title: string;
}

export interface Document extends Thing {
  readonly name: string;
  readonly title: string;
  readonly mediaType: string;
  readonly body: string;
  readonly sha256: string;
  readonly size: number;
  readonly updatedAt: string;
  readonly authorId: string;
}

export interface PrivateThread extends Thing {
  readonly slug: string;
  readonly title: string;
  readonly createdAt: string;
  readonly openedById: string | null;
  readonly agentLoopLimit: number;
  /** The last sequence read, by the reader's id. */
  readonly readUpTo: Readonly<Record<string, number>>;
}

export interface PrivateMessage extends Thing {
  readonly sequence: number;
  readonly body: string;
  readonly createdAt: string;
  readonly redactedAt: string | null;
  readonly redactionCause?: 'AUTHOR' | 'ADMINISTRATOR';
  readonly authorId: string;
  readonly onBehalfOfId: string | null;
  readonly replyToId: string | null;
  readonly mentionIds: readonly string[];
  readonly key: string | null;
}

export interface Note extends Thing {
  readonly body: string;
  readonly authorId: string;
}

export interface Credential extends Thing {
  readonly hash: string;
  readonly label: string;
  readonly createdById: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
}

const COLUMNS = `data || jsonb_build_object('id', id, 'parent', parent) AS thing`;

interface Row<T> {
  readonly thing: T;
}

/** One thing of that kind; null when there is none. */
export async function find<T extends Thing>(sql: Sql, kind: CompanyIdKind, id: string): Promise<T | null> {
  const text = `SELECT ${COLUMNS} FROM nimbus.things WHERE id = $1 AND kind = $2`;
  return (await sql<Row<T>>(text, [id, kind]))[0]?.thing ?? null;
}

/** The same, held against other writes until the transaction ends. */
export async function hold<T extends Thing>(sql: Sql, kind: CompanyIdKind, id: string): Promise<T | null> {
  const text = `SELECT ${COLUMNS} FROM nimbus.things WHERE id = $1 AND kind = $2 FOR UPDATE`;
  return (await sql<Row<T>>(text, [id, kind]))[0]?.thing ?? null;
}

/** Those of the ids that there are, in the ids' order. */
export async function findAll<T extends Thing>(
  sql: Sql,
  kind: CompanyIdKind,
  ids: readonly string[],
): Promise<T[]> {
  const text = `SELECT ${COLUMNS} FROM nimbus.things WHERE id = ANY($1) AND kind = $2`;
  const rows = await sql<Row<T>>(text, [ids, kind]);
  return ids.flatMap((id) => rows.find(({ thing }) => thing.id === id)?.thing ?? []);
}

/** All things of a kind, or those under a parent, in the order in which they were made. Nimbus is small. */
export async function list<T extends Thing>(sql: Sql, kind: CompanyIdKind, parent?: string): Promise<T[]> {
  const text = `SELECT ${COLUMNS} FROM nimbus.things WHERE kind = $1 AND ($2::text IS NULL OR parent = $2)
    ORDER BY position`;
  return (await sql<Row<T>>(text, [kind, parent ?? null])).map(({ thing }) => thing);
}

/** The things whose text has the words, best first: whole documents or messages, for the caller to look closer at. */
export async function findWords<T extends Thing>(
  sql: Sql,
  kind: 'doc' | 'pms',
  words: string,
): Promise<(T & { readonly snippetText: string; readonly rank: number; readonly passage: string })[]> {
  const text = `SELECT * FROM (
      SELECT DISTINCT ON (id) ${COLUMNS}, passage, position, ts_rank(to_tsvector('english', passage), query) AS rank,
        ts_headline('english', passage, query, 'StartSel=\u0002, StopSel=\u0003, MinWords=10, MaxWords=40') AS snippet
      FROM nimbus.things, websearch_to_tsquery('english', $2) AS query,
        regexp_split_to_table(data->>'body', CASE kind WHEN 'doc' THEN '\\n[ \\t]*\\n' ELSE '$^' END) AS passage
      WHERE kind = $1 AND to_tsvector('english', data->>'body') @@ query AND to_tsvector('english', passage) @@ query
      ORDER BY id, rank DESC
    ) AS found ORDER BY rank DESC, position DESC`;
  const rows = await sql<Row<T> & { snippet: string; rank: number; passage: string }>(text, [kind, words]);
  return rows.map(({ thing, snippet, rank, passage }) => ({ ...thing, snippetText: snippet, rank, passage }));
}

/** Writes a new thing down. */
export async function add<T extends Thing>(sql: Sql, { id, parent, ...data }: T): Promise<T> {
  await sql('INSERT INTO nimbus.things (id, parent, data) VALUES ($1, $2, $3)', [id, parent, data]);
  return { id, parent, ...data } as T;
}

/** Changes a thing: the fields that are given, and no others. */
export async function change<T extends Thing>(sql: Sql, id: string, fields: Partial<T>): Promise<T> {
  const text = `UPDATE nimbus.things SET data = data || $2 WHERE id = $1 RETURNING ${COLUMNS}`;
  const [row] = await sql<Row<T>>(text, [id, fields]);
  if (!row) throw new Error('what is changed is there');
  return row.thing;
}

/** Deletes a thing for good. */
export async function erase(sql: Sql, id: string): Promise<void> {
  await sql('DELETE FROM nimbus.things WHERE id = $1', [id]);
}
