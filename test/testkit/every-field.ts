import {
  buildClientSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLFieldMap,
  type GraphQLInputType,
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

/** How often a document follows a type's fields to other types; after that, its plain fields alone are selected. */
const EXPANSIONS = 3;

/**
 * Selects every field of a type, and of all that can be reached from it, under aliases that name the coordinate: so
 * that fragments of one selection cannot clash, and a leaked value names the field it came from. Where a
 * way comes around to a type again, and after a few ways, only plain fields follow: cycles end, documents stay small, and every field is still met.
 */
export function selectEverything(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  args: FieldArguments,
): EverySelection {
  const coordinates = new Set<string>();
  const expansions = new Map<string, number>();

  const select = (composite: GraphQLCompositeType, way: readonly string[]): string => {
    const around = way.slice(0, -1).includes(composite.name);
    const count = around ? Infinity : (expansions.get(composite.name) ?? 0) + 1;
    if (!around) expansions.set(composite.name, count);
    const members = isAbstractType(composite) ? schema.getPossibleTypes(composite) : [];
    const fragments = members.map((member) => `... on ${member.name} ${select(member, way)}`);
    const fields =
      isObjectType(composite) || isInterfaceType(composite) ? inOrder(composite.getFields()) : [];
    const selected = fields.flatMap((field) =>
      isCompositeType(getNamedType(field.type)) && count > EXPANSIONS
        ? []
        : selectField(composite, field, way),
    );
    return `{ ${['__typename', ...selected, ...fragments].join(' ')} }`;
  };

  const selectField = (
    parent: GraphQLCompositeType,
    field: GraphQLField<unknown, unknown>,
    way: readonly string[],
  ): string[] => {
    const coordinate = `${parent.name}.${field.name}`;
    const target = getNamedType(field.type);
    coordinates.add(coordinate);
    const given = args[coordinate] ?? literalArguments(field);
    const call = `${parent.name}_${field.name}: ${field.name}${given === '' ? '' : `(${given})`}`;
    if (!isCompositeType(target)) return [call];
    // What is asked for by an argument that was made up is most often nothing: no ways are spent on it.
    const isMadeUp = args[coordinate] === undefined && field.args.some(isRequiredArgument);
    const next = isMadeUp ? [target.name, ...way, target.name] : [...way, target.name];
    return [`${call} ${select(target, next)}`];
  };

  return { text: select(type, [type.name]), coordinates };
}

/** Fields whose ways are told best first: `node` and `nodes`, which lead everywhere, come last. */
function inOrder(fields: GraphQLFieldMap<unknown, unknown>): GraphQLField<unknown, unknown>[] {
  const isNode = ({ type }: GraphQLField<unknown, unknown>) => getNamedType(type).name === 'Node';
  const all = Object.values(fields);
  return [...all.filter((field) => !isNode(field)), ...all.filter(isNode)];
}

/** Arguments that a field cannot do without, made up by type, and as long a page as one may ask for. */
function literalArguments(field: GraphQLField<unknown, unknown>): string {
  const needed = field.args.filter((argument) => isRequiredArgument(argument) || argument.name === 'first');
  return needed
    .map(({ name, type }) => `${name}: ${name === 'first' ? '50' : literal(type, name)}`)
    .join(', ');
}

/** A value of an input type: ids and texts that name nothing, the first value of an enum, all that an input requires. */
export function literal(type: GraphQLInputType, name: string, known: FieldArguments = {}): string {
  if (isNonNullType(type)) return literal(type.ofType, name, known);
  if (isListType(type)) return `[${literal(type.ofType, name.replace(/s$/, ''), known)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (field) => isRequiredInputField(field) || field.name in known,
    );
    return `{ ${fields.map((field) => `${field.name}: ${literal(field.type, field.name, known)}`).join(', ')} }`;
  }
  if (known[name] !== undefined) return known[name];
  return (
    { Int: '1', Float: '1', Boolean: 'true', DateTime: '"2026-03-03T14:00:00.000Z"' }[type.name] ?? '"probe"'
  );
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
