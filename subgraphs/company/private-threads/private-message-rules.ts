import { isIdOf } from '#schema/wire/ids.ts';
import { bodyErrors, idempotencyKeyErrors } from '#subgraphs/kit/message-text-rules.ts';
import { userError, type UserError } from '#subgraphs/kit/user-error.ts';
import type { Authored } from '../people/colleague-rules.ts';
import type { PrivateRedactionRow } from './private-message-parts-store.ts';
import type { PrivateMessageRow } from './private-message-store.ts';

/** What `postPrivateMessage` is asked for. */
export interface PrivateMessageInput {
  readonly threadId: string;
  readonly body: string;
  readonly idempotencyKey: string;
  readonly replyToId?: string | null | undefined;
  readonly mentionIds?: readonly string[] | null | undefined;
}

const MOST_MENTIONS = 50;

/** Everything that is wrong with the input by itself. */
export function privateMessageErrors({ body, idempotencyKey, mentionIds }: PrivateMessageInput): UserError[] {
  const tooMany = (mentionIds?.length ?? 0) > MOST_MENTIONS;
  return [
    ...bodyErrors(body),
    ...(tooMany
      ? [userError('INVALID_INPUT', `A message addresses at most ${MOST_MENTIONS} colleagues.`, 'mentionIds')]
      : []),
    ...idempotencyKeyErrors(idempotencyKey),
  ];
}

/** Whether a message found by its idempotency key is the one that is sent again. Of a redacted one the text is not known. */
export function isSamePrivateMessage(found: FoundMessage, sent: PrivateMessageInput): boolean {
  return (
    found.threadId === sent.threadId &&
    (found.redactedAt !== null || found.originalBody === sent.body) &&
    found.replyToId === (sent.replyToId ?? null)
  );
}

/** A message with the text that it was sent with. */
export interface FoundMessage extends Pick<PrivateMessageRow, 'threadId' | 'redactedAt' | 'replyToId'> {
  readonly originalBody: string;
}

/** Why a text is gone, by who took it away; null where nobody kept that. Others' messages are administrators' to redact. */
export function redactionCauseOf(
  { authorAgentId, authorPersonId }: Authored,
  redaction: Pick<PrivateRedactionRow, 'actorId'> | null,
): 'AUTHOR' | 'ADMINISTRATOR' | 'RETENTION' | null {
  if (redaction === null) return null;
  if (redaction.actorId === null) return 'RETENTION';
  return redaction.actorId === (authorAgentId ?? authorPersonId) ? 'AUTHOR' : 'ADMINISTRATOR';
}

/** Whether ids name agents and people of the company. */
export function areColleagues(ids: readonly string[], company: string): boolean {
  return ids.every((id) => isIdOf(id, 'agt', company) || isIdOf(id, 'psn', company));
}
