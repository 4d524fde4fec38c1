import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { recordEvent } from '../events/event-recording.ts';
import { sealBody } from './body-seal.ts';
import { insertMessage, type MessageKind, type MessageRow } from './message-store.ts';

/** A message that has been judged, and has no place yet. */
export interface NewMessage {
  readonly teamId: string;
  readonly threadId: string;
  readonly authorId: string;
  readonly body: string;
  readonly kind: MessageKind;
  readonly idempotencyKey: string;
  readonly replyToId: string | null;
  readonly onBehalfOfId: string | null;
  readonly mentionIds: readonly string[];
}

/** Appends a message with its event. */
export async function appendMessage(
  context: Context,
  transaction: Transaction,
  { idempotencyKey, mentionIds, ...said }: NewMessage,
): Promise<MessageRow> {
  const id = context.ids.shared('msg');
  const seal = sealBody(said.body);
  const { sequence, at } = await recordEvent(context, transaction, {
    teamId: said.teamId,
    actor: said.authorId,
    kind: 'MESSAGE_POSTED',
    payload: {
      ...{ messageId: id, threadId: said.threadId, bodyHash: seal.hash },
      ...(said.kind === 'TEXT' ? {} : { messageKind: said.kind }),
      ...(said.replyToId === null ? {} : { replyToId: said.replyToId }),
      ...(said.onBehalfOfId === null ? {} : { onBehalfOfId: said.onBehalfOfId }),
      ...(mentionIds.length === 0 ? {} : { mentionIds }),
    },
  });
  const untouched = { editedAt: null, redactedAt: null, hidden: false };
  const message = { ...said, ...untouched, id, sequence, createdAt: at };
  await insertMessage(transaction, message, { idempotencyKey, bodySalt: seal.salt, mentionIds });
  return message;
}
