import { isIdOf } from '#schema/wire/ids.ts';
import { Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import { carryOut } from '../access/carry-out.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import type { KnowledgeRow } from './knowledge-store.ts';
import { sourceErrors, type SourceInput } from './source-rules.ts';
import {
  changeSource,
  eraseSource,
  hasDocuments,
  insertSource,
  isTitleTaken,
  lockSource,
  lockSources,
} from './source-writing-store.ts';

/** Adds an empty source. */
export async function createKnowledgeSource(
  context: Context,
  input: { readonly title: string; readonly description?: string | null | undefined },
): Promise<Outcome<KnowledgeRow>> {
  const { title, description = null } = input;
  return carryOut(context, 'manageKnowledge', sourceErrors(input), async (transaction) => {
    await lockSources(transaction);
    await refuseTakenTitle(transaction, title);
    const id = context.ids.company('kno', context.company);
    return insertSource(transaction, { id, title, description, createdAt: context.now() });
  });
}

/** Changes what is said of a source. */
export async function updateKnowledgeSource(
  context: Context,
  input: SourceInput & { readonly sourceId: string },
): Promise<Outcome<KnowledgeRow>> {
  const { sourceId, title, description } = input;
  return carryOut(context, 'manageKnowledge', sourceErrors(input), async (transaction) => {
    await lockSources(transaction);
    const source = await sourceOf(context, transaction, sourceId);
    if (title != null) await refuseTakenTitle(transaction, title, source.id);
    return changeSource(transaction, source.id, {
      ...(title == null ? {} : { title }),
      ...(description === undefined ? {} : { description }),
    });
  });
}

/** Deletes a source; one with documents only when they are named too. */
export async function deleteKnowledgeSource(
  context: Context,
  { sourceId, withDocuments }: { sourceId: string; withDocuments?: boolean | null | undefined },
): Promise<Outcome<string>> {
  return carryOut(context, 'manageKnowledge', [], async (transaction) => {
    const source = await sourceOf(context, transaction, sourceId);
    if (withDocuments !== true && (await hasDocuments(transaction, source.id)))
      throw new Refusal('CONFLICT', 'There are documents in it: say that they go too.', 'withDocuments');
    await eraseSource(transaction, source.id);
    return source.id;
  });
}

/**
 * The source, locked until the transaction ends.
 *
 * @throws Refusal `NOT_FOUND`
 */
export async function sourceOf(
  { company }: Context,
  transaction: Transaction,
  id: string,
): Promise<KnowledgeRow> {
  const source = isIdOf(id, 'kno', company) ? await lockSource(transaction, id) : null;
  if (source === null) throw new Refusal('NOT_FOUND', 'There is no such source.', 'sourceId');
  return source;
}

async function refuseTakenTitle(transaction: Transaction, title: string, by?: string): Promise<void> {
  if (await isTitleTaken(transaction, title, by))
    throw new Refusal('CONFLICT', 'There is a source of this title.', 'title');
}
