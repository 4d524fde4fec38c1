import { isIdOf, type CompanyIdKind } from '#schema/wire/ids.ts';
import { textErrors } from '#subgraphs/kit/input-rules.ts';
import { userError, type UserError } from '#subgraphs/kit/user-error.ts';
import { subjectErrors } from '../people/subject-rules.ts';

/** What `createAgent` and `updateAgent` say of an agent. */
export interface AgentInput {
  readonly name?: string | null | undefined;
  readonly subject?: string | null | undefined;
  readonly purpose?: string | null | undefined;
  readonly skills?: readonly string[] | null | undefined;
  readonly instructions?: string | null | undefined;
  readonly model?: string | null | undefined;
  readonly knowledgeIds?: readonly string[] | null | undefined;
  readonly toolIds?: readonly string[] | null | undefined;
}

const NAME = { name: "An agent's name", most: 200, lines: false };
const PURPOSE = { name: "An agent's purpose", most: 2_000, lines: true };
const INSTRUCTIONS = { name: 'What an agent is told to do', most: 50_000, lines: true };
const MODEL = { name: "A model's name", most: 200, lines: false };
const SKILL = { name: 'A skill', most: 100, lines: false };
const MOST_SKILLS = 30;
const MOST_ATTACHED = 100;

/** Everything that is wrong with the input by itself. */
export function agentInputErrors(input: AgentInput): UserError[] {
  return [
    ...textErrors(input.name, NAME, 'name'),
    ...subjectErrors(input.subject),
    ...textErrors(input.purpose, PURPOSE, 'purpose'),
    ...skillErrors(input.skills ?? []),
    ...textErrors(input.instructions, INSTRUCTIONS, 'instructions'),
    ...textErrors(input.model, MODEL, 'model'),
    ...attachmentErrors(input.knowledgeIds, 'knowledgeIds'),
    ...attachmentErrors(input.toolIds, 'toolIds'),
  ];
}

/** The ids without repetition; null when one of them is none of the company's of that kind. */
export function attachable(
  ids: readonly string[],
  kind: CompanyIdKind,
  company: string,
): readonly string[] | null {
  return ids.every((id) => isIdOf(id, kind, company)) ? [...new Set(ids)] : null;
}

function skillErrors(skills: readonly string[]): UserError[] {
  if (skills.length > MOST_SKILLS)
    return [userError('INVALID_INPUT', `An agent has at most ${MOST_SKILLS} skills.`, 'skills')];
  return skills.flatMap((skill) => textErrors(skill, SKILL, 'skills')).slice(0, 1);
}

function attachmentErrors(ids: readonly string[] | null | undefined, field: string): UserError[] {
  if (ids == null || ids.length <= MOST_ATTACHED) return [];
  return [userError('INVALID_INPUT', `At most ${MOST_ATTACHED} can be attached to an agent.`, field)];
}
