import { userError, type UserError } from '#subgraphs/kit/user-error.ts';
import { isSlug, SLUG_RULE } from '#subgraphs/kit/slug-rules.ts';
import { textProblem } from '#subgraphs/kit/text-rules.ts';

/** What `createThread` is asked for. */
export interface ThreadInput {
  readonly teamId: string;
  readonly title: string;
  readonly slug?: string | null | undefined;
}

const TITLE = { name: "A thread's title", most: 200, lines: false };

/** Everything that is wrong with the input by itself. */
export function threadInputErrors({ title, slug }: ThreadInput): UserError[] {
  const errors = titleErrors(title);
  if (slug != null && !isSlug(slug)) errors.push(userError('INVALID_INPUT', SLUG_RULE, 'slug'));
  return errors;
}

/** What is wrong with a thread's title. */
export function titleErrors(title: string): UserError[] {
  const problem = textProblem(title, TITLE);
  return problem === null ? [] : [userError('INVALID_INPUT', problem, 'title')];
}
