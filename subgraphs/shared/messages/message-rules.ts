import { userError, type UserError } from '#subgraphs/kit/user-error.ts';
import { characterProblem } from '../text-rules.ts';

/** What `postMessage` is asked for. */
export interface MessageInput {
  readonly threadId: string;
  readonly body: string;
  readonly idempotencyKey: string;
}

/** In bytes of UTF-8. */
const LARGEST_BODY = 65_536;
const IDEMPOTENCY_KEY = /^[ -~]{1,128}$/;

/** Everything that is wrong with the input by itself. */
export function messageInputErrors({ body, idempotencyKey }: MessageInput): UserError[] {
  const errors: UserError[] = [];
  const problem = bodyProblem(body);
  if (problem !== null) errors.push(userError('INVALID_INPUT', problem, 'body'));
  if (!IDEMPOTENCY_KEY.test(idempotencyKey)) {
    const message = 'An idempotency key is 1 to 128 printable ASCII characters.';
    errors.push(userError('INVALID_INPUT', message, 'idempotencyKey'));
  }
  return errors;
}

/** Line ends are kept as they are sent, so a carriage return is refused, not changed: the same key and body mean the same message. */
function bodyProblem(body: string): string | null {
  if (body.trim() === '') return 'A message is not blank.';
  if (Buffer.byteLength(body) > LARGEST_BODY) return 'A message has at most 64 KiB as UTF-8.';
  return characterProblem(body, { name: 'A message', lines: true });
}

/** Whether a message found by its idempotency key is the one that is sent again. */
export function isSameMessage(
  found: { readonly threadId: string; readonly body: string },
  sent: MessageInput,
): boolean {
  return found.threadId === sent.threadId && found.body === sent.body;
}
