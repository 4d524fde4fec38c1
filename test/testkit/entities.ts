import { buildSubgraphSchema } from '@apollo/subgraph';
import { isObjectType, parse, type GraphQLSchema } from 'graphql';
import { selectEverything } from './every-field.ts';

/** A key of an entity, as a gateway sends it. */
export interface Representation {
  readonly __typename: string;
  readonly id?: string;
  readonly slug?: string;
}

/** Asks for every field of every type of entity, in one `_entities` call. */
export function entitiesDocument(sdl: string, representations: readonly Representation[]) {
  const schema: GraphQLSchema = buildSubgraphSchema([{ typeDefs: parse(sdl) }]);
  const types = [...new Set(representations.map(({ __typename }) => __typename))];
  const fragments = types.map((name) => {
    const type = schema.getType(name);
    return isObjectType(type) ? `... on ${name} ${selectEverything(schema, type, {}).text}` : '';
  });
  const query = `query($representations: [_Any!]!) { _entities(representations: $representations) { ${fragments.join(' ')} } }`;
  return { query, variables: { representations } };
}
