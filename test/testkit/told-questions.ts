import type { GraphQLSchema } from 'graphql';
import { everythingOf, rootFields } from './every-root.ts';
import { COMMON_WORD, PLACES, TEAM_OF, type Told } from './told-places.ts';

/** Every field there is: of each thread, its team and its invitation, and of all that needs no such argument. */
export function questionsOf(schema: GraphQLSchema, told: Told): string[] {
  const given = ['team', 'thread', 'search', 'invitation', 'company', 'node', 'nodes'];
  const others = rootFields(schema).filter(({ name }) => !given.includes(name));
  const words = `query: "${COMMON_WORD}", first: 100`;
  return [
    ...others.map(({ name }) => everythingOf(schema, name)),
    everythingOf(schema, 'company', 'slug: "harbor"'),
    everythingOf(schema, 'search', words),
    ...PLACES.flatMap((place) => {
      const thread = `"${told.threads[place].id}"`;
      const team = `"${told.teams[TEAM_OF[place]]}"`;
      return [
        everythingOf(schema, 'team', `id: ${team}`),
        everythingOf(schema, 'thread', `id: ${thread}`),
        everythingOf(schema, 'invitation', `id: "${told.invitations[TEAM_OF[place]]}"`),
        everythingOf(schema, 'search', `${words}, threadId: ${thread}`),
        everythingOf(schema, 'node', `id: ${thread}`),
        everythingOf(schema, 'nodes', `ids: [${thread}, ${team}]`),
      ];
    }),
  ];
}
