import { userError, type UserError } from '#subgraphs/kit/user-error.ts';
import { textProblem } from '#subgraphs/kit/text-rules.ts';

/** The parts of a card as they are asked for; what is undefined is not asked for. */
export interface CardInput {
  readonly subject?: string | undefined;
  readonly displayName?: string | null | undefined;
  readonly title?: string | null | undefined;
}

const SUBJECT = { name: 'A subject', most: 255, lines: false };
const DISPLAY_NAME = { name: 'A name', most: 120, lines: false };
const TITLE = { name: 'A role', most: 120, lines: false };

/** Everything that is wrong with a card by itself. */
export function cardErrors({ subject, displayName, title }: CardInput): UserError[] {
  const problems = [
    ['subject', subject === undefined ? null : textProblem(subject, SUBJECT)],
    ['displayName', displayName == null ? null : textProblem(displayName, DISPLAY_NAME)],
    ['title', title == null ? null : textProblem(title, TITLE)],
  ] as const;
  return problems.flatMap(([field, problem]) =>
    problem === null ? [] : [userError('INVALID_INPUT', problem, field)],
  );
}
