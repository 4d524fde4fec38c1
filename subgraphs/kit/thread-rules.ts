import { isSlug, SLUG_RULE } from './slug-rules.ts';
import { textProblem } from './text-rules.ts';
import { userError, type UserError } from './user-error.ts';

/** What every new thread is given. */
export interface ThreadName {
  readonly title: string;
  readonly slug?: string | null | undefined;
}

const TITLE = { name: "A thread's title", most: 200, lines: false };

/** Everything that is wrong with a new thread's title and slug. */
export function threadInputErrors({ title, slug }: ThreadName): UserError[] {
  const errors = titleErrors(title);
  if (slug != null && !isSlug(slug)) errors.push(userError('INVALID_INPUT', SLUG_RULE, 'slug'));
  return errors;
}

/** What is wrong with a thread's title. */
export function titleErrors(title: string): UserError[] {
  const problem = textProblem(title, TITLE);
  return problem === null ? [] : [userError('INVALID_INPUT', problem, 'title')];
}
