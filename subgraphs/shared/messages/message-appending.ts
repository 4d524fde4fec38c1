import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import type { EventPayloads } from '../events/event-kinds.ts';
import { recordEvents } from '../events/event-recording.ts';
import { insertMessageShares } from '../shares/share-store.ts';
import { Refusal } from '#subgraphs/kit/refusal.ts';
import { sealAttribution, type AttributionSeal, type SaidBy } from './attribution.ts';
import { sealBody, type BodySeal } from './body-seal.ts';
import {
  insertMentions,
  insertMessages,
  messageIdsAreFree,
  type MessageKind,
  type MessageRow,
} from './message-store.ts';

/** A message that has been judged, and has no place yet. */
export interface NewMessage {
  /** Made here when left out. */
  readonly id?: string;
  readonly teamId: string;
  readonly threadId: string;
  readonly authorId: string;
  readonly body: string;
  readonly kind: MessageKind;
  readonly idempotencyKey: string;
  readonly replyToId: string | null;
  readonly onBehalfOfId: string | null;
  readonly mentionIds: readonly string[];
  /** Left out: the author said it. */
  readonly saidBy?: SaidBy;
  readonly shareIds?: readonly string[];
}

/** A message with its id and its seals. */
interface SealedMessage extends NewMessage {
  readonly id: string;
  readonly seal: BodySeal;
  readonly attributed: AttributionSeal | null;
}

/** Appends a message with its event. */
export async function appendMessage(
  context: Context,
  transaction: Transaction,
  message: NewMessage,
): Promise<MessageRow> {
  const [row] = await appendMessages(context, transaction, message.teamId, [message]);
  if (row === undefined) throw new Error('The message was not added.');
  return row;
}

/**
 * Appends messages of one team with their events, in their order.
 *
 * @throws Refusal `CONFLICT` when an id that was chosen is in use
 */
export async function appendMessages(
  context: Context,
  transaction: Transaction,
  teamId: string,
  messages: readonly NewMessage[],
): Promise<MessageRow[]> {
  const chosen = messages.flatMap(({ id }) => id ?? []);
  if (chosen.length > 0 && !(await messageIdsAreFree(transaction, chosen))) throw idInUse();
  const sealed = messages.map((message) => sealedMessage(context, message));
  const changes = sealed.map((message) => ({
    actor: message.authorId,
    kind: 'MESSAGE_POSTED' as const,
    payload: payloadOf(message),
  }));
  const events = await recordEvents(context, transaction, teamId, changes);
  const written = events.flatMap(({ sequence, at }, index) => {
    const message = sealed[index];
    if (message === undefined) return [];
    const { idempotencyKey, seal } = message;
    const row = { ...rowOf(message), sequence, createdAt: at };
    return [{ row, secret: { idempotencyKey, bodySalt: seal.salt } }];
  });
  if ((await insertMessages(transaction, written)) !== written.length) throw idInUse();
  for (const message of sealed) {
    await insertMentions(transaction, message, message.mentionIds);
    await insertMessageShares(transaction, message, message.shareIds ?? []);
  }
  return written.map(({ row }) => row);
}

const idInUse = () => new Refusal('CONFLICT', 'The id of a message is in use.', 'messages');

function sealedMessage(context: Context, message: NewMessage): SealedMessage {
  const { id = context.ids.shared('msg'), saidBy, body } = message;
  return { ...message, id, seal: sealBody(body), attributed: saidBy ? sealAttribution(saidBy) : null };
}

function payloadOf(message: SealedMessage): EventPayloads['MESSAGE_POSTED'] {
  const { id, threadId, kind, replyToId, onBehalfOfId, mentionIds, shareIds = [] } = message;
  return {
    ...{ messageId: id, threadId, bodyHash: message.seal.hash },
    ...(kind === 'TEXT' ? {} : { messageKind: kind }),
    ...(replyToId === null ? {} : { replyToId }),
    ...(onBehalfOfId === null ? {} : { onBehalfOfId }),
    ...(message.attributed === null ? {} : { attributionHash: message.attributed.hash }),
    ...(mentionIds.length === 0 ? {} : { mentionIds }),
    ...(shareIds.length === 0 ? {} : { shareIds }),
  };
}

/** The message as it is read, but for its place. */
function rowOf(message: SealedMessage): Omit<MessageRow, 'sequence' | 'createdAt'> {
  const { id, teamId, threadId, authorId, body, kind, replyToId, onBehalfOfId, attributed } = message;
  return {
    ...{ id, teamId, threadId, authorId, body, kind, replyToId, onBehalfOfId },
    ...{ attribution: attributed?.text ?? null, attributionSalt: attributed?.salt ?? null },
    ...{ editedAt: null, redactedAt: null, expired: false, hidden: false },
  };
}
