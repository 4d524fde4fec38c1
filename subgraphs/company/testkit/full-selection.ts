import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  getNamedType,
  isEnumType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
  parse,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { contractSdl } from '#schema/sdl.ts';
import { literal } from '#test/testkit/every-field.ts';
import { TEAM } from './acme-scenario.ts';

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

function selectionOf(type: GraphQLNamedType, depth: number, member?: string): string {
  if (isUnionType(type)) {
    const parts = type
      .getTypes()
      .map((member) => `... on ${member.name} ${selectionOf(member, depth, member.name)}`);
    return `{ __typename ${parts.join(' ')} }`;
  }
  return isObjectType(type) ? `{ ${fieldsOf(type, depth, member).join(' ')} }` : '';
}

// Members of a union may give one name to enums of their own, which one answer cannot hold: those carry the member's.
function fieldsOf(type: GraphQLObjectType, depth: number, member?: string): string[] {
  const fields = Object.values(type.getFields()).filter(({ name }) => !name.startsWith('_'));
  return fields.flatMap((field) => {
    const inner = getNamedType(field.type);
    const leads = isObjectType(inner) || isUnionType(inner);
    if (leads && depth === 0) return [];
    const inside = selectionOf(inner, depth - 1);
    // Of a type that only leads to others nothing is left at the end of the way.
    if (leads && /^\{\s*\}$/.test(inside)) return [];
    const alias = member !== undefined && isEnumType(inner) ? `${field.name}Of${member}: ` : '';
    return `${alias}${field.name}${argumentsOf(field)} ${inside}`;
  });
}

/** What a field cannot do without, made up. */
function argumentsOf(field: GraphQLField<unknown, unknown>): string {
  const needed = field.args.filter(isRequiredArgument);
  const given = needed.map(({ name, type }) => `${name}: ${literal(type, name, KNOWN)}`);
  return given.length === 0 ? '' : `(${given.join(', ')})`;
}

/** Arguments that name something. */
const KNOWN = { company: '"harbor"', teamId: `"${TEAM}"` };
