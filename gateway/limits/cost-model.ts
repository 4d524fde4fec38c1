import {
  getNamedType,
  getNullableType,
  introspectionTypes,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  parse,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLOutputType,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type TypeNode,
  type UnionTypeDefinitionNode,
} from 'graphql';
import { MOST_WEIGHT } from '#schema/checks/cost-rule.ts';

/** How long a list is, as `@listSize` says it. */
export interface ListSize {
  /** How long it is when no slicing argument is given. */
  readonly assumed: number;
  /** Arguments that bound it. */
  readonly slicing: readonly string[];
  /** Where the lists are: fields of what the field gives; empty when the field is the list itself. */
  readonly sized: ReadonlySet<string>;
}

/** What a field costs by itself, each time that it is read. */
export interface FieldCost {
  /** The name of the type that it gives. */
  readonly type: string;
  readonly isList: boolean;
  readonly weight: number;
  /** Weights of arguments that have one. */
  readonly args: ReadonlyMap<string, number>;
  readonly size: ListSize | null;
}

/** The costs of a view's fields, by type and name. What is not in it costs nothing: `__typename`, and what is no field. */
export type CostModel = ReadonlyMap<string, ReadonlyMap<string, FieldCost>>;

/** How long a list is of which nobody said it. */
export const USUAL_LIST_SIZE = 10;

/**
 * Reads costs from a supergraph: an object counts 1, a leaf 0, a list as often as it is long; `@cost` and `@listSize` say
 * otherwise. A company writes these on its own schema, so they can make things dearer but not hide them: no weight is
 * below zero, no object's below 1, and no list is assumed to be shorter than 1.
 */
export function readCostModel(supergraphSdl: string): CostModel {
  const document = parse(supergraphSdl, { noLocation: true });
  const weights = typeWeights(document);
  const model = new Map<string, ReadonlyMap<string, FieldCost>>();
  for (const node of document.definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const fields = (node.fields ?? []).map((field) => [field.name.value, fieldCost(field, weights)] as const);
    model.set(node.name.value, new Map(fields));
  }
  for (const [name, fields] of INTROSPECTION) model.set(name, fields);
  model.set(QUERY, new Map([...(model.get(QUERY) ?? []), ...INTROSPECTION_ROOTS]));
  return model;
}

const QUERY = 'Query';
/** Introspection is read from the schema in memory, and yet each object of it is made and written. */
const INTROSPECTION = introspectionTypes
  .filter(isObjectType)
  .map((type) => [type.name, introspectionFields(Object.values(type.getFields()))] as const);
const INTROSPECTION_ROOTS = introspectionFields([SchemaMetaFieldDef, TypeMetaFieldDef]);

function introspectionFields(fields: readonly { readonly name: string; readonly type: GraphQLOutputType }[]) {
  const costs = fields.map(({ name, type }): [string, FieldCost] => {
    const [inner, isList] = [getNamedType(type), isListType(getNullableType(type))];
    const weight = isCompositeType(inner) ? 1 : 0;
    return [name, { type: inner.name, isList, weight, args: new Map(), size: null }];
  });
  return new Map(costs);
}

interface TypeWeight {
  readonly weight: number;
  readonly least: number;
}

function typeWeights({ definitions }: DocumentNode): ReadonlyMap<string, TypeWeight> {
  const weights = new Map<string, TypeWeight>();
  for (const node of definitions) {
    if (isComposite(node))
      weights.set(node.name.value, { weight: weightIn(node.directives, 1) ?? 1, least: 1 });
    else if (node.kind === Kind.SCALAR_TYPE_DEFINITION || node.kind === Kind.ENUM_TYPE_DEFINITION)
      weights.set(node.name.value, { weight: weightIn(node.directives, 0) ?? 0, least: 0 });
  }
  return weights;
}

type CompositeNode = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode | UnionTypeDefinitionNode;

function isComposite(node: DefinitionNode): node is CompositeNode {
  return (
    node.kind === Kind.OBJECT_TYPE_DEFINITION ||
    node.kind === Kind.INTERFACE_TYPE_DEFINITION ||
    node.kind === Kind.UNION_TYPE_DEFINITION
  );
}

function fieldCost(field: FieldDefinitionNode, weights: ReadonlyMap<string, TypeWeight>): FieldCost {
  const { name, isList } = unwrap(field.type);
  const { weight, least } = weights.get(name) ?? { weight: 0, least: 0 };
  const args = (field.arguments ?? []).flatMap((argument) => {
    const own = weightIn(argument.directives, 0);
    return own === null ? [] : [[argument.name.value, own] as const];
  });
  return {
    type: name,
    isList,
    weight: weightIn(field.directives, least) ?? weight,
    args: new Map(args),
    size: listSize(field.directives),
  };
}

function unwrap(type: TypeNode, isList = false): { readonly name: string; readonly isList: boolean } {
  if (type.kind === Kind.NAMED_TYPE) return { name: type.name.value, isList };
  return unwrap(type.type, isList || type.kind === Kind.LIST_TYPE);
}

type Directives = readonly (ConstDirectiveNode | DirectiveNode)[] | undefined;

/** The weight that `@cost` gives, between `least` and the most; null without one. */
function weightIn(directives: Directives, least: number): number | null {
  const given = argumentsOf('cost', directives)?.get('weight');
  return given?.kind === Kind.INT ? between(least, Number(given.value), MOST_WEIGHT) : null;
}

function listSize(directives: Directives): ListSize | null {
  const given = argumentsOf('listSize', directives);
  if (!given) return null;
  const assumed = given.get('assumedSize');
  return {
    assumed: assumed?.kind === Kind.INT ? between(1, Number(assumed.value), MOST_WEIGHT) : USUAL_LIST_SIZE,
    slicing: namesIn(given.get('slicingArguments')),
    sized: new Set(namesIn(given.get('sizedFields'))),
  };
}

function argumentsOf(name: string, directives: Directives) {
  const found = directives?.find((directive) => directive.name.value === name);
  if (!found) return null;
  const given = found.arguments ?? [];
  return new Map(given.map((argument) => [argument.name.value, argument.value as ConstValueNode]));
}

function namesIn(value: ConstValueNode | undefined): readonly string[] {
  const items = value?.kind === Kind.LIST ? value.values : value ? [value] : [];
  return items.flatMap((item) => (item.kind === Kind.STRING ? [item.value] : []));
}

function between(least: number, value: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
