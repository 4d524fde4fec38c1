import { isIdOf } from '#schema/wire/ids.ts';
import { textProblem } from '#subgraphs/kit/text-rules.ts';
import { userError, type UserError } from '#subgraphs/kit/user-error.ts';

/** What `acmeOpenCase` is asked for. */
export interface CaseInput {
  readonly threadId: string;
  readonly summary: string;
  readonly exposure?: string | null | undefined;
}

const SUMMARY = { name: "A case's summary", most: 500, lines: true };
const EXPOSURE = { name: "A case's exposure", most: 200, lines: false };

/** Everything that is wrong with the input by itself. Whether there is such a thread is the shared layer's to know. */
export function caseInputErrors({ threadId, summary, exposure }: CaseInput): UserError[] {
  const isThread = isIdOf(threadId, 'thr');
  const texts = [
    ['summary', textProblem(summary, SUMMARY)],
    ['exposure', exposure == null ? null : textProblem(exposure, EXPOSURE)],
  ] as const;
  return [
    ...(isThread ? [] : [userError('INVALID_INPUT', 'This is no id of a thread.', 'threadId')]),
    ...texts.flatMap(([field, problem]) =>
      problem === null ? [] : [userError('INVALID_INPUT', problem, field)],
    ),
  ];
}
