import type { CompanyRequestReply } from '#schema/wire/company-requests.ts';
import type { Transaction } from '../database.ts';
import { forgetSubject, type ClaimedItem } from '../outbox/outbox-store.ts';
import { transitionsAfter, type Transition } from './disclosure-rules.ts';
import { updateEscalation } from './escalation-store.ts';
import { updatePublications } from './publication-write-store.ts';
import { updateShare } from './share-write-store.ts';

/** Writes into the ledger what the shared layer answered, in the transaction in which the answer is noted. */
export async function settleDisclosure(
  transaction: Transaction,
  item: Pick<ClaimedItem, 'kind' | 'subjectId'>,
  reply: CompanyRequestReply,
): Promise<void> {
  for (const transition of transitionsAfter(item.kind, reply)) await take(transaction, item, transition);
  // Of what was refused nothing is left to be ended later.
  if (reply.outcome === 'refused' && item.kind !== 'removeParticipant' && item.kind !== 'revokeShare')
    await forgetSubject(transaction, item.subjectId);
}

async function take(
  transaction: Transaction,
  { kind, subjectId }: Pick<ClaimedItem, 'kind' | 'subjectId'>,
  { from, to, problem }: Transition,
): Promise<void> {
  const data = { state: to, problem };
  if (kind === 'addParticipant' || kind === 'removeParticipant')
    await updatePublications(transaction, subjectId, from, data);
  else if (kind === 'openThread') await updateEscalation(transaction, subjectId, from, data);
  else await updateShare(transaction, subjectId, from, data);
}
