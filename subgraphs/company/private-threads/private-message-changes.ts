import { MOST_EMOJIS, emojiErrors } from '#subgraphs/kit/emoji-rules.ts';
import { bodyErrors } from '#subgraphs/kit/message-text-rules.ts';
import { Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import type { UserError } from '#subgraphs/kit/user-error.ts';
import type { Actor } from '../access/action-rules.ts';
import { carryOut } from '../access/carry-out.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { isAuthor, mayUndo } from '../people/colleague-rules.ts';
import { appendPrivateEvent, type PrivateEventDraft } from './private-event-store.ts';
import type { PrivateMessageRow } from './private-message-store.ts';
import {
  deletePrivateReaction,
  erasePrivateMessage,
  findPrivateMessage,
  insertPrivateReaction,
  presentPrivateReactions,
  revisePrivateMessage,
} from './private-message-writing-store.ts';
import {
  enterPrivateMessage,
  mustBeInUse,
  mustHaveText,
  type PrivateMessageScene,
} from './private-thread-scene.ts';

/** A message and a text for it. */
export interface EditInput {
  readonly messageId: string;
  readonly body: string;
}

/** A message and an emoji. */
export interface ReactionInput {
  readonly messageId: string;
  readonly emoji: string;
}

/** What became of a message; null: it is so already. */
type Change = (
  scene: PrivateMessageScene,
  transaction: Transaction,
  actor: Actor,
) => Promise<PrivateEventDraft['kind'] | null>;

function changed(
  context: Context,
  messageId: string,
  errors: UserError[],
  change: Change,
): Promise<Outcome<PrivateMessageRow>> {
  return carryOut(context, 'postPrivately', errors, async (transaction, actor) => {
    const scene = await enterPrivateMessage(context, transaction, messageId);
    const kind = await change(scene, transaction, actor);
    const event = { threadId: scene.thread.id, messageId, at: context.now(), actorId: actor.id };
    if (kind !== null) await appendPrivateEvent(transaction, { ...event, kind });
    return (await findPrivateMessage(transaction, messageId)) ?? scene.message;
  });
}

/** Gives a message another text; the same text again is no change. */
export function editPrivateMessage(
  context: Context,
  { messageId, body }: EditInput,
): Promise<Outcome<PrivateMessageRow>> {
  return changed(context, messageId, bodyErrors(body), async (scene, transaction, actor) => {
    if (!isAuthor(actor, scene.message)) throw new Refusal('NOT_PERMITTED', 'Only the author does this.');
    mustHaveText(scene);
    mustBeInUse(scene.thread);
    if (scene.message.body === body) return null;
    await revisePrivateMessage(transaction, scene.message, body, context.now());
    return 'MESSAGE_EDITED';
  });
}

/** Takes a message's text away for good. That its thread is archived keeps nobody from it. */
export function redactPrivateMessage(
  context: Context,
  messageId: string,
): Promise<Outcome<PrivateMessageRow>> {
  return changed(context, messageId, [], async (scene, transaction, actor) => {
    if (!mayUndo(actor, scene.message))
      throw new Refusal('NOT_PERMITTED', 'Only the author and administrators do this.');
    mustHaveText(scene);
    await erasePrivateMessage(transaction, messageId, context.now());
    return 'MESSAGE_REDACTED';
  });
}

/** Puts an emoji on a message. That it is there already is no mistake. */
export function addPrivateReaction(
  context: Context,
  { messageId, emoji }: ReactionInput,
): Promise<Outcome<PrivateMessageRow>> {
  return changed(context, messageId, emojiErrors(emoji), async (scene, transaction, actor) => {
    mustHaveText(scene);
    mustBeInUse(scene.thread);
    const present = await presentPrivateReactions(transaction, messageId);
    if (present.some((row) => row.emoji === emoji && row.colleagueId === actor.id)) return null;
    const emojis = new Set(present.map((row) => row.emoji));
    if (emojis.size >= MOST_EMOJIS && !emojis.has(emoji))
      throw new Refusal('CONFLICT', `The message has ${MOST_EMOJIS} different emojis already.`, 'emoji');
    await insertPrivateReaction(transaction, actor, { messageId, emoji });
    return 'REACTION_ADDED';
  });
}

/** Takes back an emoji of one's own. That it is not there is no mistake. */
export function removePrivateReaction(
  context: Context,
  { messageId, emoji }: ReactionInput,
): Promise<Outcome<PrivateMessageRow>> {
  return changed(context, messageId, emojiErrors(emoji), async ({ thread }, transaction, actor) => {
    mustBeInUse(thread);
    const deleted = await deletePrivateReaction(transaction, actor, { messageId, emoji });
    return deleted ? 'REACTION_REMOVED' : null;
  });
}
