import {
  messageIsReadable,
  messageIsShown,
  messageRevisionIsReadable,
  participantIsReadable,
  reactionIsReadable,
} from '../access/readable.ts';
import type { Transaction } from '../database.ts';
import type { Erasure } from '../holds/held-store.ts';

/** One of a message's texts. */
export interface RevisionRow {
  readonly messageId: string;
  readonly sequence: number;
  readonly body: string;
  /** With the body it makes the hash that the event holds; see `sealBody`. */
  readonly bodySalt: string;
  readonly at: Date;
  readonly editorId: string;
}

/** An emoji of one participant on a message. */
export interface ReactionRow {
  readonly messageId: string;
  readonly emoji: string;
  readonly participantId: string;
}

/** A participant whom a message addresses. */
export interface MentionRow {
  readonly messageId: string;
  readonly participantId: string;
}

/** The messages' texts that the company may read, each message's original first. */
export function readRevisionsOfMessages(
  company: string,
  transaction: Transaction,
  messageIds: readonly string[],
): Promise<RevisionRow[]> {
  return transaction.$queryRaw<RevisionRow[]>`
    SELECT m.id AS "messageId", rv.sequence, rv.body, rv.body_salt AS "bodySalt", rv.at,
      rv.editor_id AS "editorId"
    FROM messages AS m CROSS JOIN LATERAL (
      SELECT m.sequence, m.body, m.body_salt, m.created_at AS at, m.author_id AS editor_id
      UNION ALL SELECT rv.sequence, rv.body, rv.body_salt, rv.at, rv.editor_id FROM message_revisions AS rv
      WHERE rv.message_id = m.id AND ${messageRevisionIsReadable(company)}) AS rv
    WHERE m.id = ANY(${[...messageIds]}::text[]) AND ${messageIsShown(company)}
    ORDER BY rv.sequence`;
}

/** The emojis on the messages that the company may see, in the order in which they came. */
export function readReactionsOfMessages(
  company: string,
  transaction: Transaction,
  messageIds: readonly string[],
): Promise<ReactionRow[]> {
  return transaction.$queryRaw<ReactionRow[]>`
    SELECT m.id AS "messageId", re.emoji, re.participant_id AS "participantId"
    FROM message_reactions AS re JOIN messages AS m ON m.id = re.message_id AND m.team_id = re.team_id
    JOIN participants AS p ON p.id = re.participant_id
    WHERE re.message_id = ANY(${[...messageIds]}::text[]) AND ${messageIsReadable(company)}
      AND ${reactionIsReadable(company)} AND ${participantIsReadable(company)}
    ORDER BY re.sequence`;
}

/** Whom the messages address, as far as the company may see them. */
export function readMentionsOfMessages(
  company: string,
  transaction: Transaction,
  messageIds: readonly string[],
): Promise<MentionRow[]> {
  return transaction.$queryRaw<MentionRow[]>`
    SELECT m.id AS "messageId", p.id AS "participantId"
    FROM message_mentions AS mm JOIN messages AS m ON m.id = mm.message_id AND m.team_id = mm.team_id
    JOIN participants AS p ON p.id = mm.participant_id
    WHERE mm.message_id = ANY(${[...messageIds]}::text[]) AND ${messageIsShown(company)}
      AND ${participantIsReadable(company)}
    ORDER BY p.joined_sequence`;
}

/** Adds a later text to a message at the sequence of its event. */
export async function insertRevision(
  transaction: Transaction,
  revision: RevisionRow & { readonly teamId: string },
): Promise<void> {
  await transaction.messageRevision.create({ data: revision });
  const where = { id_teamId: { id: revision.messageId, teamId: revision.teamId } };
  await transaction.message.update({ where, data: { isEdited: true }, select: { id: true } });
}

/**
 * Takes messages' texts and salts away for good, who said it first, whom they addressed and what they showed. Whatever
 * calls it has `keepHeld` (holds/keeping.ts) look at them before.
 */
export async function eraseMessages(
  transaction: Transaction,
  { teamId, messageIds, cause, at: redactedAt }: Erasure & { readonly messageIds: readonly string[] },
): Promise<void> {
  const which = { in: [...messageIds] };
  const parts = { where: { teamId, messageId: which } };
  await transaction.messageRevision.deleteMany(parts);
  await transaction.messageMention.deleteMany(parts);
  await transaction.messageShare.deleteMany(parts);
  const texts = { body: '', bodySalt: '', attribution: null, attributionSalt: null };
  const data = { ...texts, redactedAt, expired: cause === 'EXPIRED', isEdited: false };
  await transaction.message.updateMany({ where: { teamId, id: which }, data });
}

/** The emojis that are on a message now, whoever may see them. For judging what may be added. */
export function presentReactions(transaction: Transaction, messageId: string): Promise<ReactionRow[]> {
  const select = { messageId: true, emoji: true, participantId: true };
  return transaction.messageReaction.findMany({ where: { messageId, removedSequence: null }, select });
}

/** Adds an emoji at the sequence of its event. */
export async function insertReaction(
  transaction: Transaction,
  reaction: ReactionRow & { readonly teamId: string; readonly sequence: number },
): Promise<void> {
  await transaction.messageReaction.create({ data: reaction });
}

/** Ends an emoji at the sequence of its event. */
export async function endReaction(
  transaction: Transaction,
  reaction: ReactionRow,
  removedSequence: number,
): Promise<void> {
  await transaction.messageReaction.updateMany({
    where: { ...reaction, removedSequence: null },
    data: { removedSequence },
  });
}

/** Hides a message from a company, or shows it again. Once more does no harm. */
export async function setHidden(
  company: string,
  transaction: Transaction,
  { id: messageId, teamId }: { readonly id: string; readonly teamId: string },
  at: Date | null,
): Promise<void> {
  const row = { messageId, companySlug: company };
  if (at === null) await transaction.hiddenMessage.deleteMany({ where: row });
  else await transaction.hiddenMessage.createMany({ data: [{ ...row, teamId, at }], skipDuplicates: true });
}
