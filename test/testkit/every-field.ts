import {
  buildClientSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';

/** Literal arguments by coordinate (`Query.team`), for fields that give nothing without them. */
export type FieldArguments = Readonly<Record<string, string>>;

/** A selection of everything that can be reached, and the coordinates that it touches. */
export interface EverySelection {
  readonly text: string;
  readonly coordinates: ReadonlySet<string>;
}

/**
 * Selects every field of a type, and of all that can be reached from it, under aliases that name the coordinate: so
 * that fragments of one selection cannot clash, and a leaked value names the field it came from.
 */
export function selectEverything(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  args: FieldArguments,
): EverySelection {
  const coordinates = new Set<string>();

  const select = (composite: GraphQLCompositeType, way: readonly string[]): string => {
    const fragments = isAbstractType(composite)
      ? schema.getPossibleTypes(composite).map((member) => `... on ${member.name} ${select(member, way)}`)
      : [];
    const fields =
      isObjectType(composite) || isInterfaceType(composite) ? Object.values(composite.getFields()) : [];
    const selected = fields.flatMap((field) => selectField(composite, field, way));
    return `{ ${['__typename', ...selected, ...fragments].join(' ')} }`;
  };

  const selectField = (
    parent: GraphQLCompositeType,
    field: GraphQLField<unknown, unknown>,
    way: readonly string[],
  ): string[] => {
    const coordinate = `${parent.name}.${field.name}`;
    const target = getNamedType(field.type);
    const given = args[coordinate] ?? (field.args.some(({ name }) => name === 'first') ? 'first: 50' : '');
    const call = `${parent.name}_${field.name}: ${field.name}${given === '' ? '' : `(${given})`}`;
    if (!isCompositeType(target)) {
      coordinates.add(coordinate);
      return [call];
    }
    // Each type once on every way: cycles end, and every field of every type is still met.
    if (way.includes(target.name)) return [];
    coordinates.add(coordinate);
    return [`${call} ${select(target, [...way, target.name])}`];
  };

  return { text: select(type, [type.name]), coordinates };
}

/** Every coordinate of a schema's own object and interface types. */
export function allCoordinates(schema: GraphQLSchema): string[] {
  return ownTypes(schema).flatMap((type) =>
    Object.keys(type.getFields()).map((field) => `${type.name}.${field}`),
  );
}

function ownTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) && !type.name.startsWith('__'),
  ) as GraphQLObjectType[];
}

/** The schema that an introspection answer describes. */
export function schemaOf(introspection: unknown): GraphQLSchema {
  return buildClientSchema(introspection as IntrospectionQuery);
}
