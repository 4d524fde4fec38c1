import type { Context } from '../context.ts';
import { recordEvent } from '../events/event-recording.ts';
import { emojiErrors, MOST_EMOJIS } from '#subgraphs/kit/emoji-rules.ts';
import { Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import { mustHaveVoice } from '../threads/thread-scene.ts';
import { changed } from './message-changing.ts';
import { endReaction, insertReaction, presentReactions } from './message-parts-store.ts';
import { enterMessage, mustHaveText } from './message-scene.ts';
import type { MessageRow } from './message-store.ts';

/** A message and an emoji. */
export interface ReactionInput {
  readonly messageId: string;
  readonly emoji: string;
}

/** Puts an emoji on a message. That it is there already is no mistake, and no event. */
export function addReaction(
  context: Context,
  { messageId, emoji }: ReactionInput,
): Promise<Outcome<MessageRow>> {
  return changed(context, messageId, emojiErrors(emoji), async (transaction) => {
    const scene = await enterMessage(context, transaction, messageId);
    mustHaveVoice(scene);
    mustHaveText(scene);
    const present = await presentReactions(transaction, messageId);
    const own = { messageId, emoji, participantId: scene.writer.id };
    if (present.some((row) => row.emoji === emoji && row.participantId === own.participantId)) return;
    const emojis = new Set(present.map((row) => row.emoji));
    if (emojis.size >= MOST_EMOJIS && !emojis.has(emoji))
      throw new Refusal(
        'CONFLICT',
        `The message has ${String(MOST_EMOJIS)} different emojis already.`,
        'emoji',
      );
    const shown = scene.standing.visibility === 'OPEN' ? emoji : null;
    const event = { kind: 'REACTION_ADDED', payload: { messageId, emoji: shown } } as const;
    const { teamId } = scene.message;
    const { sequence } = await recordEvent(context, transaction, {
      ...event,
      teamId,
      actor: own.participantId,
    });
    await insertReaction(transaction, { ...own, teamId, sequence });
  });
}

/** Takes back an emoji of one's own. That it is not there is no mistake, and no event. */
export function removeReaction(
  context: Context,
  { messageId, emoji }: ReactionInput,
): Promise<Outcome<MessageRow>> {
  return changed(context, messageId, emojiErrors(emoji), async (transaction) => {
    const scene = await enterMessage(context, transaction, messageId);
    mustHaveVoice(scene);
    const present = await presentReactions(transaction, messageId);
    const own = { messageId, emoji, participantId: scene.writer.id };
    if (!present.some((row) => row.emoji === emoji && row.participantId === own.participantId)) return;
    const shown = scene.standing.visibility === 'OPEN' ? emoji : null;
    const event = { kind: 'REACTION_REMOVED', payload: { messageId, emoji: shown } } as const;
    const place = { teamId: scene.message.teamId, actor: own.participantId };
    const { sequence } = await recordEvent(context, transaction, { ...event, ...place });
    await endReaction(transaction, own, sequence);
  });
}
