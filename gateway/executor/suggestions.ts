import type { RegisteredCompany } from '#schema/wire/registry.ts';
import type { Answer, Caller } from '../context.ts';

/**
 * Whether a caller is told what a misspelt name may have meant. People are, unless their company says otherwise: it is for
 * whoever writes a query by hand. An agent's queries may be of anybody's prompting, and suggestions tell a schema piece by
 * piece to whoever guesses; nobody is told them where the company has the schema kept from introspection.
 */
export function mayHaveSuggestions(
  { kind }: Pick<Caller, 'kind'>,
  company: Pick<RegisteredCompany, 'suggestions' | 'introspection'> | undefined,
): boolean {
  const { suggestions = 'PEOPLE', introspection = true } = company ?? {};
  if (!introspection || suggestions === 'NOBODY') return false;
  return suggestions === 'EVERYBODY' || kind === 'person';
}

interface Told {
  readonly errors?: readonly { readonly message: string }[];
}

/** The same refusal without the sentences in which graphql-js guesses. */
export function withoutSuggestions(answer: Answer): Answer {
  if (typeof answer.body !== 'string' || !answer.body.includes('Did you mean ')) return answer;
  const told = JSON.parse(answer.body) as Told;
  const errors = told.errors?.map((error) => ({ ...error, message: withoutGuess(error.message) }));
  return { ...answer, body: JSON.stringify({ ...told, errors }) };
}

function withoutGuess(message: string): string {
  return message.replace(/ ?Did you mean [^]*$/, '').trimEnd();
}
