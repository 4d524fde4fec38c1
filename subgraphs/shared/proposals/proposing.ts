import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { appendEvent } from '../events/event-store.ts';
import { postsAmong } from '../events/post-rates.ts';
import { insertProposal, saveAnswer, type ProposalRow } from './proposal-store.ts';

/** What is proposed, in whose name. */
export type ProposalDraft = Pick<ProposalRow, 'kind' | 'teamId' | 'companySlug'> &
  Partial<
    Pick<ProposalRow, 'subjectSlug' | 'invitationId' | 'fromSequence' | 'toSequence' | 'reason' | 'notBefore'>
  >;

/**
 * Makes a proposal, to which its proposer agrees. Under the team's lock.
 *
 * @param actor the proposing steward; null when the shared layer proposes what a steward asked for before
 */
export async function propose(
  { company, ids, now, postLimits }: Context,
  transaction: Transaction,
  actor: string | null,
  draft: ProposalDraft,
): Promise<ProposalRow> {
  const { teamId, kind, subjectSlug = null, fromSequence = null, toSequence = null } = draft;
  const [id, at] = [ids.shared('prp'), now()];
  const { notBefore = at } = draft;
  const range = { fromSequence, toSequence };
  const payload = {
    proposalId: id,
    of: kind,
    company: subjectSlug,
    ...range,
    notBefore: notBefore.toISOString(),
  };
  const who = { actor, company: actor === null ? null : company, id: ids.shared('evt'), at };
  const change = { teamId, kind: 'PROPOSAL_MADE', payload } as const;
  const posts = actor === null ? null : postsAmong(company, postLimits, [{ ...change, actor }]);
  const { sequence } = await appendEvent(transaction, { ...change, ...who }, posts);
  const row: ProposalRow = {
    ...{
      ...draft,
      id,
      subjectSlug,
      ...range,
      sequence,
      notBefore,
      state: 'OPEN',
      createdAt: at,
      closedAt: null,
    },
    ...{ invitationId: draft.invitationId ?? null, reason: draft.reason ?? null },
  };
  await insertProposal(transaction, row);
  await saveAnswer(draft.companySlug, transaction, row, { agreed: true, at });
  return row;
}
