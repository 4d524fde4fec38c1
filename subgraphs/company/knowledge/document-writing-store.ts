import type { DocumentMediaType } from '#prisma/company/client/client.ts';
import type { Transaction } from '../database.ts';
import type { DocumentRow } from './document-store.ts';
import { passagesOf } from './passage-rules.ts';

/** The document of that name in the source; null when there is none. */
export async function findByName(
  transaction: Transaction,
  sourceId: string,
  name: string,
): Promise<DocumentRow | null> {
  const where = { sourceId_name: { sourceId, name } };
  return transaction.document.findUnique({ where, omit: { body: true } });
}

/** The document of that id; null when there is none. */
export async function findDocument(transaction: Transaction, id: string): Promise<DocumentRow | null> {
  return transaction.document.findUnique({ where: { id }, omit: { body: true } });
}

/** Adds a document and what the search knows of it. */
export async function insertDocument(
  transaction: Transaction,
  row: DocumentRow,
  body: string,
): Promise<DocumentRow> {
  const added = await transaction.document.create({ data: { ...row, body }, omit: { body: true } });
  await insertPassages(transaction, added, body);
  return added;
}

/** What can be changed of a document; `size` and `sha256` go with `body`. */
export interface DocumentChange {
  readonly updatedAt: Date;
  readonly name?: string;
  readonly title?: string;
  readonly mediaType?: DocumentMediaType;
  readonly text?: { readonly body: string; readonly size: number; readonly sha256: string };
}

/** Changes a document and what the search knows of it. */
export async function changeDocument(
  transaction: Transaction,
  before: DocumentRow,
  { text, ...change }: DocumentChange,
): Promise<DocumentRow> {
  const { id } = before;
  const data = { ...change, ...text };
  const changed = await transaction.document.update({ where: { id }, data, omit: { body: true } });
  const divided = text !== undefined || changed.mediaType !== before.mediaType;
  if (!divided) {
    await transaction.passage.updateMany({ where: { documentId: id }, data: { title: changed.title } });
    return changed;
  }
  await transaction.passage.deleteMany({ where: { documentId: id } });
  await insertPassages(transaction, changed, text?.body ?? (await bodyOf(transaction, id)));
  return changed;
}

async function bodyOf(transaction: Transaction, id: string): Promise<string> {
  const { body } = await transaction.document.findUniqueOrThrow({ where: { id }, select: { body: true } });
  return body;
}

/** Deletes a document with all that hangs on it. */
export async function eraseDocument(transaction: Transaction, id: string): Promise<void> {
  await transaction.document.delete({ where: { id } });
}

/** Rows of the passages of a document: one statement for any number. */
export async function insertPassages(
  transaction: Transaction,
  { id, sourceId, title, mediaType }: Pick<DocumentRow, 'id' | 'sourceId' | 'title' | 'mediaType'>,
  body: string,
): Promise<void> {
  const passages = passagesOf(body, mediaType);
  const headings = passages.map((passage) => passage.headings.join('\n'));
  const bodies = passages.map((passage) => passage.body);
  await transaction.$executeRaw`
    INSERT INTO passages (document_id, ordinal, source_id, title, headings, body)
    SELECT ${id}, part.ordinal, ${sourceId}, ${title}, part.headings, part.body
    FROM unnest(${headings}::text[], ${bodies}::text[]) WITH ORDINALITY AS part (headings, body, ordinal)`;
}
