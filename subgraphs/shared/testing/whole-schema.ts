import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  parse,
  type GraphQLNamedType,
  type GraphQLObjectType,
} from 'graphql';
import { sharedSdl } from '#schema/sdl.ts';

const schema = buildSubgraphSchema([{ typeDefs: parse(sharedSdl()) }]);
const DEPTH = 4;

/** Arguments that the required ones of fields below the roots are given, by coordinate. */
const FIELD_ARGUMENTS: Readonly<Record<string, string>> = { 'Team.thread': '(slug: "early")' };

/** Every field of a type, and of what it leads to, as a selection. Arguments that need not be given are left out. */
function selectionOf(type: GraphQLNamedType, depth: number): string {
  if (!isCompositeType(type)) return '';
  if (!isObjectType(type)) return isAbstractType(type) ? '{ __typename }' : '';
  const fields = Object.values(type.getFields()).map((field) => {
    const named = getNamedType(field.type);
    if (isCompositeType(named) && depth === 0) return '';
    return `${field.name}${FIELD_ARGUMENTS[`${type.name}.${field.name}`] ?? ''} ${selectionOf(named, depth - 1)}`;
  });
  return `{ __typename ${fields.join(' ')} }`;
}

/** Arguments that the required ones of each root field are given. */
export type RootArguments = Readonly<Record<string, string>>;

/** One operation for each root field of the schema, but federation's own, asking for everything. */
export function rootOperations(rootArguments: RootArguments): [string, string][] {
  const roots: [string, GraphQLObjectType | null | undefined][] = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
  ];
  return roots.flatMap(([operation, type]) =>
    Object.values(type?.getFields() ?? {})
      .filter(({ name }) => !name.startsWith('_'))
      .map((field): [string, string] => [
        field.name,
        `${operation} { ${field.name}${rootArguments[field.name] ?? ''} ${selectionOf(getNamedType(field.type), DEPTH)} }`,
      ]),
  );
}

/** One operation for each entity type, asking for everything; its variable is `$r`. */
export function entityOperations(): [string, string][] {
  const union = schema.getType('_Entity');
  const types = union && isAbstractType(union) ? schema.getPossibleTypes(union) : [];
  return types.map((type) => [
    type.name,
    `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type.name} ${selectionOf(type, DEPTH - 1)} } }`,
  ]);
}
