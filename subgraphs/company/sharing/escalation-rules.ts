import { textProblem } from '#subgraphs/kit/text-rules.ts';
import { userError, type UserError } from '#subgraphs/kit/user-error.ts';
import { teamErrors } from './bringing-rules.ts';
import { keyErrors } from './idempotency.ts';

/** What `escalate` is asked for. */
export interface EscalationInput {
  readonly privateThreadId: string;
  readonly teamId: string;
  readonly title: string;
  readonly messageIds: readonly string[];
  readonly idempotencyKey?: string | null | undefined;
}

const TITLE = { name: "A thread's title", most: 200, lines: false };
const MOST_MESSAGES = 100;
/** In bytes of JSON: the shared layer takes bodies up to 1 MiB, and what it will never take must not be promised. */
const LARGEST_REQUEST = 900_000;

/** Everything that is wrong with the input by itself. */
export function escalationErrors(input: EscalationInput): UserError[] {
  const count = input.messageIds.length;
  const title = textProblem(input.title, TITLE);
  return [
    ...teamErrors(input.teamId),
    ...(title === null ? [] : [userError('INVALID_INPUT', title, 'title')]),
    ...(count >= 1 && count <= MOST_MESSAGES
      ? []
      : [userError('INVALID_INPUT', 'Choose 1 to 100 messages.', 'messageIds')]),
    ...keyErrors(input.idempotencyKey),
  ];
}

/** Whether messages are more than one request to the shared layer carries. */
export function isTooMuch(messages: readonly unknown[]): boolean {
  return Buffer.byteLength(JSON.stringify(messages)) > LARGEST_REQUEST;
}
