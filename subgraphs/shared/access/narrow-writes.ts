import { userError } from '#subgraphs/kit/user-error.ts';
import type { Context } from '../context.ts';
import { mayTry } from './reach-rules.ts';

type Mutation = (parent: unknown, args: never, context: Context, info: never) => unknown;

/**
 * Puts the closed list of what narrowed callers may try before all mutations. Refused before anything is looked up, so
 * that the refusal tells of nothing.
 */
export function guardMutations<Mutations extends Readonly<Record<string, unknown>>>(
  mutations: Mutations,
): Record<keyof Mutations, Mutation> {
  const guarded = Object.entries(mutations).map(([name, resolve]) => {
    const guard: Mutation = (parent, args, context, info) =>
      mayTry(context.reach, name)
        ? (resolve as Mutation)(parent, args, context, info)
        : { userErrors: [userError('NOT_PERMITTED', 'Your permissions do not let you do this.')] };
    return [name, guard];
  });
  return Object.fromEntries(guarded) as Record<keyof Mutations, Mutation>;
}
