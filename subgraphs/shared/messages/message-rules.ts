import { userError, type UserError } from '#subgraphs/kit/user-error.ts';
import { bodyErrors, idempotencyKeyErrors } from '#subgraphs/kit/message-text-rules.ts';
import type { MessageKind, SentMessage } from './message-store.ts';

/** What `postMessage` is asked for. */
export interface MessageInput {
  readonly threadId: string;
  readonly body: string;
  readonly idempotencyKey: string;
  readonly replyToId?: string | null | undefined;
  readonly mentionIds?: readonly string[] | null | undefined;
  readonly shareIds?: readonly string[] | null | undefined;
  readonly kind?: MessageKind | null | undefined;
}

const MOST_MENTIONS = 50;
const MOST_SHARES = 10;

/** Everything that is wrong with the input by itself. */
export function messageInputErrors(
  { body, idempotencyKey, mentionIds, shareIds, kind }: MessageInput,
  author: 'PERSON' | 'AGENT' = 'PERSON',
): UserError[] {
  const errors = bodyErrors(body);
  if ((mentionIds?.length ?? 0) > MOST_MENTIONS)
    errors.push(userError('INVALID_INPUT', 'A message addresses at most 50 participants.', 'mentionIds'));
  if ((shareIds?.length ?? 0) > MOST_SHARES)
    errors.push(userError('INVALID_INPUT', 'A message carries at most 10 shares.', 'shareIds'));
  if (kind === 'SYSTEM' || (kind === 'AGENT_STATUS' && author !== 'AGENT'))
    errors.push(userError('NOT_PERMITTED', 'You do not send messages of this kind.', 'kind'));
  return [...errors, ...idempotencyKeyErrors(idempotencyKey)];
}

/** Whether a message found by its idempotency key is the one that is sent again. Of a redacted one the text is not known. */
export function isSameMessage(found: SentMessage, sent: MessageInput): boolean {
  return (
    found.threadId === sent.threadId &&
    (found.redactedAt !== null || found.body === sent.body) &&
    found.kind === (sent.kind ?? 'TEXT') &&
    found.replyToId === (sent.replyToId ?? null)
  );
}
