import { userError, type UserError } from '#subgraphs/kit/user-error.ts';
import { isSlug, SLUG_RULE } from '#subgraphs/kit/slug-rules.ts';
import { textProblem } from '#subgraphs/kit/text-rules.ts';

/** What `createTeam` is asked for. */
export interface TeamInput {
  readonly name: string;
  readonly slug?: string | null | undefined;
  readonly purpose?: string | null | undefined;
  readonly readAfterLeaving?: boolean | null | undefined;
  readonly agentLoopLimit?: number | null | undefined;
}

const NAME = { name: "A team's name", most: 120, lines: false };
/** How many agent messages in a row a team allows when nobody says otherwise, and at the most. */
export const USUAL_LOOP = 8;
const LONGEST_LOOP = 100;
const PURPOSE = { name: "A team's purpose", most: 2000, lines: true };

/** What is wrong with a team's name. */
export function teamNameErrors(name: string): UserError[] {
  const problem = textProblem(name, NAME);
  return problem === null ? [] : [userError('INVALID_INPUT', problem, 'name')];
}

const REASON = { name: 'A reason', most: 500, lines: true };

/** What is wrong with the reason that somebody gives for a change of the team. */
export function reasonErrors(reason: string | null | undefined): UserError[] {
  const problem = reason == null ? null : textProblem(reason, REASON);
  return problem === null ? [] : [userError('INVALID_INPUT', problem, 'reason')];
}

/** Everything that is wrong with the input by itself. */
export function teamInputErrors({ name, slug, purpose, agentLoopLimit }: TeamInput): UserError[] {
  const errors = teamNameErrors(name);
  if (slug != null && !isSlug(slug)) errors.push(userError('INVALID_INPUT', SLUG_RULE, 'slug'));
  const purposeProblem = purpose == null ? null : textProblem(purpose, PURPOSE);
  if (purposeProblem !== null) errors.push(userError('INVALID_INPUT', purposeProblem, 'purpose'));
  if (agentLoopLimit != null && (agentLoopLimit < 1 || agentLoopLimit > LONGEST_LOOP))
    errors.push(userError('INVALID_INPUT', 'The limit is from 1 to 100.', 'agentLoopLimit'));
  return errors;
}
