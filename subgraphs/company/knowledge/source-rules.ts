import { textProblem } from '#subgraphs/kit/text-rules.ts';
import { userError, type UserError } from '#subgraphs/kit/user-error.ts';

/** What can be said of a source; what is left out is not judged. */
export interface SourceInput {
  readonly title?: string | null | undefined;
  readonly description?: string | null | undefined;
}

const TITLE = { name: 'A title', most: 200, lines: false };
const DESCRIPTION = { name: 'A description', most: 2000, lines: true };

/** Everything that is wrong with what is said of a source, by itself. */
export function sourceErrors({ title, description }: SourceInput): UserError[] {
  const problems = [
    ['title', title == null ? null : textProblem(title, TITLE)],
    ['description', description == null ? null : textProblem(description, DESCRIPTION)],
  ] as const;
  return problems.flatMap(([field, problem]) =>
    problem === null ? [] : [userError('INVALID_INPUT', problem, field)],
  );
}
