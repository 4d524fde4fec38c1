import { isIdOf } from '#schema/wire/ids.ts';
import type { DocumentMediaType } from '#prisma/company/client/client.ts';
import { Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import type { Actor } from '../access/action-rules.ts';
import { carryOut } from '../access/carry-out.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { documentErrors, measured } from './document-rules.ts';
import type { DocumentRow } from './document-store.ts';
import {
  changeDocument,
  eraseDocument,
  findByName,
  findDocument,
  insertDocument,
} from './document-writing-store.ts';
import { sourceOf } from './source-changes.ts';

/** See the SDL's `AddDocumentInput`. */
export interface NewDocument {
  readonly sourceId: string;
  readonly title: string;
  readonly mediaType: DocumentMediaType;
  readonly body: string;
  readonly name?: string | null | undefined;
}

/** See the SDL's `UpdateDocumentInput`. */
export interface DocumentUpdate {
  readonly documentId: string;
  readonly title?: string | null | undefined;
  readonly mediaType?: DocumentMediaType | null | undefined;
  readonly body?: string | null | undefined;
  readonly name?: string | null | undefined;
}

/** What `addDocument` came to. */
export interface Addition {
  readonly document: DocumentRow;
  readonly added: boolean;
}

/** Adds a document; the same text under the same name again gives the one that is there. */
export async function addDocument(context: Context, input: NewDocument): Promise<Outcome<Addition>> {
  return carryOut(context, 'manageKnowledge', documentErrors(input), async (transaction, actor) => {
    const { id: sourceId } = await sourceOf(context, transaction, input.sourceId);
    const { title, mediaType, body } = input;
    const name = input.name ?? title;
    const text = measured(body);
    const there = await findByName(transaction, sourceId, name);
    if (there !== null) return { document: sameText(there, text.sha256), added: false };
    const id = context.ids.company('doc', context.company);
    const at = context.now();
    const { size, sha256 } = text;
    const row = { id, sourceId, name, title, mediaType, size, sha256, createdAt: at, updatedAt: at };
    const document = await insertDocument(transaction, { ...row, ...authorColumns(actor) }, body);
    return { document, added: true };
  });
}

function sameText(there: DocumentRow, sha256: string): DocumentRow {
  if (there.sha256 === sha256) return there;
  throw new Refusal('CONFLICT', 'The source has another text of this name: update that document.', 'name');
}

/** Changes a document. */
export async function updateDocument(context: Context, input: DocumentUpdate): Promise<Outcome<DocumentRow>> {
  return carryOut(context, 'manageKnowledge', documentErrors(input), async (transaction) => {
    const before = await documentOf(context, transaction, input.documentId);
    const { title, mediaType, body, name } = input;
    if (name != null) await refuseTakenName(transaction, before, name);
    return changeDocument(transaction, before, {
      updatedAt: context.now(),
      ...(title == null ? {} : { title }),
      ...(mediaType == null ? {} : { mediaType }),
      ...(name == null ? {} : { name }),
      ...(body == null ? {} : { text: measured(body) }),
    });
  });
}

/** Deletes a document. */
export async function deleteDocument(
  context: Context,
  { documentId }: { readonly documentId: string },
): Promise<Outcome<string>> {
  return carryOut(context, 'manageKnowledge', [], async (transaction) => {
    const { id } = await documentOf(context, transaction, documentId);
    await eraseDocument(transaction, id);
    return id;
  });
}

/** The document, its source locked until the transaction ends. */
async function documentOf(context: Context, transaction: Transaction, id: string): Promise<DocumentRow> {
  const found = isIdOf(id, 'doc', context.company) ? await findDocument(transaction, id) : null;
  if (found !== null) await sourceOf(context, transaction, found.sourceId);
  // It may have been changed or deleted until the lock was there.
  const document = found === null ? null : await findDocument(transaction, id);
  if (document === null) throw new Refusal('NOT_FOUND', 'There is no such document.', 'documentId');
  return document;
}

async function refuseTakenName(transaction: Transaction, before: DocumentRow, name: string): Promise<void> {
  const other = await findByName(transaction, before.sourceId, name);
  if (other !== null && other.id !== before.id)
    throw new Refusal('CONFLICT', 'The source has a document of this name.', 'name');
}

function authorColumns({ kind, id }: Actor): Pick<DocumentRow, 'authorAgentId' | 'authorPersonId'> {
  return kind === 'agent'
    ? { authorAgentId: id, authorPersonId: null }
    : { authorAgentId: null, authorPersonId: id };
}
