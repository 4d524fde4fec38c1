import type { CompanyCommand } from '#schema/wire/company-requests.ts';
import { Refusal } from '#subgraphs/kit/refusal.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { recordEvent } from '../events/event-recording.ts';
import { appendMessages } from '../messages/message-appending.ts';
import { findWriter } from '../participants/participant-store.ts';
import { bringParticipant, withdrawParticipant } from '../participants/roster-changes.ts';
import { findOwnCard } from '../participants/roster-store.ts';
import { endShares, findOwnShare, insertShare } from '../shares/share-store.ts';
import { enterAsCompany } from '../teams/team-authority.ts';
import { openNewThread } from '../threads/thread-creation.ts';

type Command<Kind extends CompanyCommand['kind']> = Extract<CompanyCommand, { kind: Kind }>;

/**
 * Carries a command out in the name of the company whose word it is, all or nothing.
 *
 * @throws Refusal when it cannot be done; the transaction is then to be undone
 */
export function carryOutCommand(
  context: Context,
  transaction: Transaction,
  command: CompanyCommand,
): Promise<void> {
  switch (command.kind) {
    case 'addParticipant':
      return addParticipant(context, transaction, command);
    case 'removeParticipant':
      return removeParticipant(context, transaction, command);
    case 'openThread':
      return openThread(context, transaction, command);
    case 'createShare':
      return createShare(context, transaction, command);
    case 'revokeShare':
      return revokeShare(context, transaction, command);
  }
}

async function addParticipant(
  context: Context,
  transaction: Transaction,
  { participantId: id, participantKind, teamId, subject, displayName, title }: Command<'addParticipant'>,
): Promise<void> {
  const team = await enterAsCompany(context, transaction, teamId);
  if ((await findOwnCard(context.company, transaction, id)) !== null)
    throw new Refusal('CONFLICT', 'The id of the participant is in use.', 'participantId');
  const card = { id, teamId, subject, kind: participantKind, displayName, title };
  await bringParticipant(context, transaction, team, card);
}

/** Taking back is open in archived teams too. Somebody who is a former participant already stays one. */
async function removeParticipant(
  context: Context,
  transaction: Transaction,
  { participantId }: Command<'removeParticipant'>,
): Promise<void> {
  const seen = await findOwnCard(context.company, transaction, participantId);
  if (seen === null) throw new Refusal('NOT_FOUND', 'Your company has no such participant.', 'participantId');
  if (seen.leftSequence !== null) return;
  const { actor } = await enterAsCompany(context, transaction, seen.teamId, true);
  // Once more, now that nobody else changes it.
  const participant = await findOwnCard(context.company, transaction, participantId);
  if (participant?.leftSequence === null) await withdrawParticipant(context, transaction, participant, actor);
}

/** Opens a thread with exactly these messages, said by the actor's own participant. */
async function openThread(
  context: Context,
  transaction: Transaction,
  { threadId, teamId, title, messages }: Command<'openThread'>,
): Promise<void> {
  const { company, caller } = context;
  const { team } = await enterAsCompany(context, transaction, teamId);
  const author = await findWriter(company, transaction, teamId, caller);
  if (author === null)
    throw new Refusal('NOT_PERMITTED', 'Only participants of the team open threads in it.');
  if (caller.kind === 'AGENT' && messages.length > team.agentLoopLimit)
    throw new Refusal('AGENT_LOOP', 'Too many messages of agents in a row: a person has to open the thread.');
  await openNewThread(context, transaction, author.id, { id: threadId, teamId, title });
  const said = messages.map(({ messageId: id, body, saidBy }) => ({
    ...{ id, teamId, threadId, body, authorId: author.id, kind: 'TEXT' as const },
    // No caller can send this key again: theirs are printable ASCII.
    idempotencyKey: `\u001f${id}`,
    ...{ replyToId: null, onBehalfOfId: null, mentionIds: [] },
    saidBy: { ...saidBy, at: new Date(saidBy.at) },
  }));
  await appendMessages(context, transaction, teamId, said);
}

async function createShare(
  context: Context,
  transaction: Transaction,
  { shareId: id, teamId, targetKind, note, expiresAt }: Command<'createShare'>,
): Promise<void> {
  const { actor } = await enterAsCompany(context, transaction, teamId);
  const ends = expiresAt === null ? null : new Date(expiresAt);
  const payload = { shareId: id, targetKind, expiresAt: ends?.toISOString() ?? null };
  const change = { teamId, actor, kind: 'SHARE_CREATED', payload } as const;
  const { sequence, at: createdAt } = await recordEvent(context, transaction, change);
  const share = { id, teamId, targetKind, note, sharedById: actor, sequence, createdAt, expiresAt: ends };
  if (!(await insertShare(context.company, transaction, share)))
    throw new Refusal('CONFLICT', 'The id of the share is in use.', 'shareId');
}

/** Taking back is open in archived teams too. What is over already stays so. */
async function revokeShare(
  context: Context,
  transaction: Transaction,
  { shareId }: Command<'revokeShare'>,
): Promise<void> {
  const seen = await findOwnShare(context.company, transaction, shareId);
  if (seen === null) throw new Refusal('NOT_FOUND', 'Your company has no such share.', 'shareId');
  if (seen.revokedAt !== null) return;
  const { teamId } = seen;
  const { actor } = await enterAsCompany(context, transaction, teamId, true);
  // Once more, now that nobody else changes it.
  const share = await findOwnShare(context.company, transaction, shareId);
  if (share === null || share.revokedAt !== null) return;
  const event = { teamId, actor, kind: 'SHARE_REVOKED', payload: { shareId } } as const;
  await endShares(
    context.company,
    transaction,
    { teamId, id: shareId },
    await recordEvent(context, transaction, event),
  );
}
