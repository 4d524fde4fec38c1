import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  getNamedType,
  isObjectType,
  isUnionType,
  parse,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { contractSdl } from '#schema/sdl.ts';

/** The contract as a schema, for tests that walk over every field of it. */
export const contract: GraphQLSchema = buildSubgraphSchema([{ typeDefs: parse(contractSdl()) }]);

/** Names of the types that can be asked for through `_entities`. */
export function entityTypes(): string[] {
  const entities = contract.getType('_Entity');
  return isUnionType(entities) ? entities.getTypes().map(({ name }) => name) : [];
}

/** Every field of a type, and of the types that those lead to, so many levels deep. */
export function fullSelection(typeName: string, depth = 5): string {
  const type = contract.getType(typeName);
  return type === undefined ? '' : selectionOf(type, depth);
}

function selectionOf(type: GraphQLNamedType, depth: number): string {
  if (isUnionType(type)) {
    const parts = type.getTypes().map((member) => `... on ${member.name} ${selectionOf(member, depth)}`);
    return `{ __typename ${parts.join(' ')} }`;
  }
  return isObjectType(type) ? `{ ${fieldsOf(type, depth).join(' ')} }` : '';
}

function fieldsOf(type: GraphQLObjectType, depth: number): string[] {
  const fields = Object.values(type.getFields()).filter(({ name }) => !name.startsWith('_'));
  return fields.flatMap((field) => {
    const inner = getNamedType(field.type);
    const leads = isObjectType(inner) || isUnionType(inner);
    if (leads && depth === 0) return [];
    return `${field.name} ${selectionOf(inner, depth - 1)}`;
  });
}
