import type { Outcome } from '#subgraphs/kit/refusal.ts';
import type { Resolvers } from '../resolver-types.ts';
import { addPerson, removePerson, setPersonRole, updatePerson } from './person-changes.ts';
import type { PersonRow } from './person-store.ts';

/** `Person`, the people of the workspace, and their changes. */
export const personResolvers = {
  Workspace: {
    people: (_parent, _args, { stores, principal }) => stores.people.list(principal),
  },
  Person: {
    __resolveReference: ({ id }, { loaders }) => loaders().person.load(id),
  },
  Mutation: {
    addPerson: (_parent, { input }, context) => payload(addPerson(context, input)),
    updatePerson: (_parent, { input }, context) => payload(updatePerson(context, input)),
    setPersonRole: (_parent, { input }, context) => payload(setPersonRole(context, input)),
    removePerson: (_parent, { input }, context) => payload(removePerson(context, input.personId)),
  },
} satisfies Resolvers;

async function payload(outcome: Promise<Outcome<PersonRow>>) {
  const { done, userErrors } = await outcome;
  return { person: done, userErrors };
}
