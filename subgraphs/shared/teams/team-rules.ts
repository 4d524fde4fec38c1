import { userError, type UserError } from '#subgraphs/kit/user-error.ts';
import { isSlug, SLUG_RULE } from '../slug-rules.ts';
import { textProblem } from '../text-rules.ts';

/** What `createTeam` is asked for. */
export interface TeamInput {
  readonly name: string;
  readonly slug?: string | null | undefined;
  readonly purpose?: string | null | undefined;
}

const NAME = { name: "A team's name", most: 120, lines: false };
const PURPOSE = { name: "A team's purpose", most: 2000, lines: true };

/** Everything that is wrong with the input by itself. */
export function teamInputErrors({ name, slug, purpose }: TeamInput): UserError[] {
  const errors: UserError[] = [];
  const nameProblem = textProblem(name, NAME);
  if (nameProblem !== null) errors.push(userError('INVALID_INPUT', nameProblem, 'name'));
  if (slug != null && !isSlug(slug)) errors.push(userError('INVALID_INPUT', SLUG_RULE, 'slug'));
  const purposeProblem = purpose == null ? null : textProblem(purpose, PURPOSE);
  if (purposeProblem !== null) errors.push(userError('INVALID_INPUT', purposeProblem, 'purpose'));
  return errors;
}
