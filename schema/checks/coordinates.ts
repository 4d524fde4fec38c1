import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ASTVisitor,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { getNamedType as nameAtHeart } from '../named-type.ts';

/**
 * What a valid document uses of its schema, and nothing else that is in it: no value, alias or name of its own. One of
 * `Type.field`, `Type.field.argument`, `Enum.VALUE` and `Input.field` for what it says itself, `Type` for a fragment on it,
 * `Type.*` for a variable's type, of whose values anything may come, `@directive` and `@directive.argument`.
 */
export function coordinatesIn(document: DocumentNode, schema: GraphQLSchema): ReadonlySet<string> {
  const used = new Set<string>();
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, { ...fieldVisitor(info, used), ...valueVisitor(info, schema, used) }),
  );
  return used;
}

/** Of introspection nothing is told: it is there in every schema. */
function fieldVisitor(info: TypeInfo, used: Set<string>): ASTVisitor {
  const fieldName = () => {
    const [parent, field] = [info.getParentType(), info.getFieldDef()];
    return !parent || !field || field.name.startsWith('__') || parent.name.startsWith('__')
      ? null
      : `${parent.name}.${field.name}`;
  };
  return {
    Field: () => {
      const name = fieldName();
      if (name !== null) used.add(name);
    },
    Argument: () => {
      const [directive, argument] = [info.getDirective(), info.getArgument()];
      const owner = directive ? directiveName(info) : fieldName();
      if (owner !== null && argument) used.add(`${owner}.${argument.name}`);
    },
    Directive: () => {
      const name = directiveName(info);
      if (name !== null) used.add(name);
    },
    FragmentDefinition: ({ typeCondition }) => void used.add(typeCondition.name.value),
    InlineFragment: ({ typeCondition }) => {
      if (typeCondition) used.add(typeCondition.name.value);
    },
  };
}

function directiveName(info: TypeInfo): string | null {
  const directive = info.getDirective();
  return !directive || isSpecifiedDirective(directive) ? null : `@${directive.name}`;
}

/** A scalar of the schema's own may take objects and names: those are values. */
function valueVisitor(info: TypeInfo, schema: GraphQLSchema, used: Set<string>): ASTVisitor {
  return {
    VariableDefinition: ({ type }) => {
      const name = variableCoordinate(schema.getType(nameAtHeart(type)));
      if (name !== null) used.add(name);
    },
    EnumValue: ({ value }) => {
      const name = enumCoordinate(schema.getType(bareName(info.getInputType())), value);
      if (name !== null) used.add(name);
    },
    ObjectField: ({ name }) => {
      const field = inputCoordinate(schema.getType(bareName(info.getParentInputType())), name.value);
      if (field !== null) used.add(field);
    },
  };
}

function enumCoordinate(type: GraphQLNamedType | undefined, value: string): string | null {
  return isEnumType(type) && type.getValue(value) ? `${type.name}.${value}` : null;
}

function inputCoordinate(type: GraphQLNamedType | undefined, field: string): string | null {
  return isInputObjectType(type) && Object.hasOwn(type.getFields(), field) ? `${type.name}.${field}` : null;
}

/** A type reference's name, without lists and exclamation marks. */
function bareName(type: unknown): string {
  return String(type).replace(/[[\]!]/g, '');
}

function variableCoordinate(type: GraphQLNamedType | undefined): string | null {
  if (type === undefined || isSpecifiedScalarType(type)) return null;
  return isEnumType(type) || isInputObjectType(type) ? `${type.name}.*` : type.name;
}

/** Coordinates with all that goes with them: the types they are of and lead to, and for `Type.*` everything that may come. */
export function expandCoordinates(coordinates: Iterable<string>, schema: GraphQLSchema): ReadonlySet<string> {
  const all = new Set<string>();
  for (const coordinate of coordinates) {
    const [type = '', field = '', argument] = coordinate.split('.');
    if (field === '*') {
      addOpen(type, schema, all);
      continue;
    }
    all.add(type).add(coordinate);
    if (field !== '') all.add(`${type}.${field}`);
    const leadsTo = typeAt(schema.getType(type), field, argument);
    if (leadsTo !== null) all.add(leadsTo);
  }
  return all;
}

function typeAt(
  type: GraphQLNamedType | undefined,
  field: string,
  argument: string | undefined,
): string | null {
  if (isInputObjectType(type)) return named(type.getFields()[field]);
  if (!isObjectType(type) && !isInterfaceType(type)) return null;
  const found = type.getFields()[field];
  return named(argument === undefined ? found : found?.args.find(({ name }) => name === argument));
}

function named(of: { readonly type: unknown } | undefined): string | null {
  return of ? bareName(of.type) : null;
}

function addOpen(name: string, schema: GraphQLSchema, all: Set<string>): void {
  const type = schema.getType(name);
  if (all.has(`${name}.*`)) return;
  all.add(name).add(`${name}.*`);
  if (isEnumType(type)) for (const { name: value } of type.getValues()) all.add(`${name}.${value}`);
  if (!isInputObjectType(type)) return;
  for (const field of Object.values(type.getFields())) {
    all.add(`${name}.${field.name}`);
    addOpen(bareName(field.type), schema, all);
  }
}
