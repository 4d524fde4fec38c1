import { characterProblem } from './text-rules.ts';
import { userError, type UserError } from './user-error.ts';

/** In bytes of UTF-8. */
const LARGEST_BODY = 65_536;
const IDEMPOTENCY_KEY = /^[ -~]{1,128}$/;

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

/** What is wrong with the key by which a message that is sent again is known. */
export function idempotencyKeyErrors(idempotencyKey: string): UserError[] {
  const message = 'An idempotency key is 1 to 128 printable ASCII characters.';
  return IDEMPOTENCY_KEY.test(idempotencyKey) ? [] : [userError('INVALID_INPUT', message, 'idempotencyKey')];
}
