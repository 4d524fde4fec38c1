import { userError, type UserError } from '#subgraphs/kit/user-error.ts';
import { characterProblem } from '#subgraphs/kit/text-rules.ts';
import type { MessageKind, SentMessage } from './message-store.ts';

/** What `postMessage` is asked for. */
export interface MessageInput {
  readonly threadId: string;
  readonly body: string;
  readonly idempotencyKey: string;
  readonly replyToId?: string | null | undefined;
  readonly mentionIds?: readonly string[] | null | undefined;
  readonly kind?: MessageKind | null | undefined;
}

/** In bytes of UTF-8. */
const LARGEST_BODY = 65_536;
const MOST_MENTIONS = 50;
const IDEMPOTENCY_KEY = /^[ -~]{1,128}$/;

/** Everything that is wrong with the input by itself. */
export function messageInputErrors(
  { body, idempotencyKey, mentionIds, kind }: MessageInput,
  author: 'PERSON' | 'AGENT' = 'PERSON',
): UserError[] {
  const errors = bodyErrors(body);
  if ((mentionIds?.length ?? 0) > MOST_MENTIONS)
    errors.push(userError('INVALID_INPUT', 'A message addresses at most 50 participants.', 'mentionIds'));
  if (kind === 'SYSTEM' || (kind === 'AGENT_STATUS' && author !== 'AGENT'))
    errors.push(userError('NOT_PERMITTED', 'You do not send messages of this kind.', 'kind'));
  if (!IDEMPOTENCY_KEY.test(idempotencyKey)) {
    const message = 'An idempotency key is 1 to 128 printable ASCII characters.';
    errors.push(userError('INVALID_INPUT', message, 'idempotencyKey'));
  }
  return errors;
}

/** What is wrong with a message's text. */
export function bodyErrors(body: string): UserError[] {
  const problem = bodyProblem(body);
  return problem === null ? [] : [userError('INVALID_INPUT', problem, 'body')];
}

/** Line ends are kept as they are sent, so a carriage return is refused, not changed: the same key and body mean the same message. */
function bodyProblem(body: string): string | null {
  if (body.trim() === '') return 'A message is not blank.';
  if (Buffer.byteLength(body) > LARGEST_BODY) return 'A message has at most 64 KiB as UTF-8.';
  return characterProblem(body, { name: 'A message', lines: true });
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
