import { isIdOf } from '#schema/wire/ids.ts';
import { textProblem } from '#subgraphs/kit/text-rules.ts';
import { userError, type UserError } from '#subgraphs/kit/user-error.ts';
import { keyErrors } from './idempotency.ts';

/** What `bringToTeam` is asked for. */
export interface BringInput {
  readonly agentId?: string | null | undefined;
  readonly personId?: string | null | undefined;
  readonly teamId: string;
  readonly displayName?: string | null | undefined;
  readonly title?: string | null | undefined;
  readonly expiresAt?: Date | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

const NAME = { name: 'A name', most: 120, lines: false };
const ROLE = { name: 'A role', most: 120, lines: false };

/** Everything that is wrong with the input by itself. */
export function bringInputErrors(input: BringInput, now: Date): UserError[] {
  const both = (input.agentId == null) === (input.personId == null);
  return [
    ...(both ? [userError('INVALID_INPUT', 'Give exactly one of "agentId" and "personId".')] : []),
    ...teamErrors(input.teamId),
    ...(input.displayName == null ? [] : nameErrors(input.displayName)),
    ...(input.title == null ? [] : problemAt('title', textProblem(input.title, ROLE))),
    ...expiryErrors(input.expiresAt, now),
    ...keyErrors(input.idempotencyKey),
  ];
}

/** What is wrong with a name for a card. */
export function nameErrors(displayName: string): UserError[] {
  return problemAt('displayName', textProblem(displayName, NAME));
}

/** What can be said of a team's id here: whether it is one. Which teams there are, the shared layer knows. */
export function teamErrors(teamId: string): UserError[] {
  return isIdOf(teamId, 'tem') ? [] : [userError('NOT_FOUND', 'There is no such team.', 'teamId')];
}

/** What is wrong with the time when something ends by itself. */
export function expiryErrors(expiresAt: Date | null | undefined, now: Date): UserError[] {
  if (expiresAt == null || expiresAt > now) return [];
  return [userError('INVALID_INPUT', 'It would be over already.', 'expiresAt')];
}

function problemAt(field: string, problem: string | null): UserError[] {
  return problem === null ? [] : [userError('INVALID_INPUT', problem, field)];
}
