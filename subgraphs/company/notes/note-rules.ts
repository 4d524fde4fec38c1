import { isIdOf } from '#schema/wire/ids.ts';
import { textProblem } from '#subgraphs/kit/text-rules.ts';
import { userError, type UserError } from '#subgraphs/kit/user-error.ts';

/** What `addNote` is asked for. */
export interface NoteInput {
  readonly threadId?: string | null | undefined;
  readonly messageId?: string | null | undefined;
  readonly body: string;
}

const BODY = { name: 'A note', most: 10_000, lines: true };

/** Everything that is wrong with the input. Whether the thread or message is there is the shared layer's to know. */
export function noteInputErrors({ threadId, messageId, body }: NoteInput): UserError[] {
  const errors = noteBodyErrors(body);
  if ((threadId == null) === (messageId == null))
    errors.push(userError('INVALID_INPUT', 'A note is on a thread or on a message.'));
  if (threadId != null && !isIdOf(threadId, 'thr'))
    errors.push(userError('INVALID_INPUT', 'This is no id of a thread.', 'threadId'));
  if (messageId != null && !isIdOf(messageId, 'msg'))
    errors.push(userError('INVALID_INPUT', 'This is no id of a message.', 'messageId'));
  return errors;
}

/** What is wrong with a note's text. */
export function noteBodyErrors(body: string): UserError[] {
  const problem = textProblem(body, BODY);
  return problem === null ? [] : [userError('INVALID_INPUT', problem, 'body')];
}
