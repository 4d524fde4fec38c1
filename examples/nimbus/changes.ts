import type { Context, Me } from './context.ts';
import type { Sql } from './database.ts';

/** The codes that Nimbus gives, with their types in the graph. */
const TYPES = {
  INVALID_INPUT: 'InvalidInputError',
  NOT_FOUND: 'NotFoundError',
  NOT_PERMITTED: 'NotPermittedError',
  CONFLICT: 'ConflictError',
  AGENT_LOOP: 'AgentLoopError',
  EXPIRED: 'ExpiredError',
  REVOKED: 'RevokedError',
  ALREADY_USED: 'AlreadyUsedError',
} as const;

/** What a person got wrong, as the graph shows it. */
export function userError(code: string, message: string, field?: string) {
  const known = Object.hasOwn(TYPES, code) ? (code as keyof typeof TYPES) : 'CONFLICT';
  return {
    __typename: TYPES[known],
    code: known,
    message,
    path: field === undefined ? null : ['input', field],
  };
}

/** Thrown in a change to undo it. */
export class Refusal extends Error {
  readonly userError: ReturnType<typeof userError>;

  constructor(code: keyof typeof TYPES, message: string, field?: string) {
    super(message);
    this.userError = userError(code, message, field);
  }
}

/** Who may do something: administrators, people, or everybody of the company. */
export type Who = 'admins' | 'people' | 'all';

/** What a change gave. `after` is what came of it once it was written, for what the shared layer has to agree to. */
type Payload = Readonly<Record<string, unknown>>;

/** A resolver of a mutation. Others than own callers never come here: `guard.ts` answers them null. */
export type Mutation = (
  parent: unknown,
  args: { readonly input: never },
  context: Context,
) => Promise<Payload>;

/** Makes a mutation: one transaction, all of it or nothing and a user error. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- Each mutation names its input by it.
export function change<Input>(
  who: Who,
  work: (sql: Sql, input: Input, me: Me, context: Context) => Promise<Payload>,
  after: (payload: Payload, context: Context) => Promise<Payload> = (payload) => Promise.resolve(payload),
): Mutation {
  return async (_parent, { input }, context) => {
    try {
      const { me } = context;
      if (me === null || !may(me, who)) throw new Refusal('NOT_PERMITTED', 'You may not do this.');
      const payload = await context.db.atOnce((sql) => work(sql, input, me, context));
      return await after({ userErrors: [], ...payload }, context);
    } catch (error) {
      if (error instanceof Refusal) return { userErrors: [error.userError] };
      throw error;
    }
  };
}

/** What the contract has and Nimbus does otherwise: its people come from its staff system, for example. */
export const notOffered: Mutation = () =>
  Promise.resolve({ userErrors: [userError('NOT_PERMITTED', 'Nimbus does not offer this here.')] });

function may(me: Me, who: Who): boolean {
  return who === 'all' || me.role === 'ADMIN' || (who === 'people' && me.role === 'MEMBER');
}

/** What is there; a `NOT_FOUND` for what is not. */
export function existing<T>(thing: T | null | undefined, field: string): T {
  if (thing == null) throw new Refusal('NOT_FOUND', 'There is no such thing.', field);
  return thing;
}

const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/;

/** A text of a person: not blank, not too long, no control characters but tab and line feed. */
export function text(value: string, field: string, most: number): string {
  const length = Array.from(value).length;
  if (value.trim() === '' || length > most || CONTROL.test(value) || Buffer.from(value).toString() !== value)
    throw new Refusal('INVALID_INPUT', `This is a text of 1 to ${most} characters.`, field);
  return value;
}

/** The same for what may be left out or null. */
export function optionalText(value: string | null | undefined, field: string, most: number): string | null {
  return value == null ? null : text(value, field, most);
}

/** Only what was given: what is left out stays as it is. */
export function given<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
