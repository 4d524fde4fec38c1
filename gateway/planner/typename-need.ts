import {
  isAbstractType,
  isInterfaceType,
  Kind,
  type FragmentDefinitionNode,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

/** What is known of an operation here. */
export interface TypenameScope {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Interfaces of which subgraphs may give objects that callers may not see. */
  readonly veiled: ReadonlySet<string>;
}

/** Whether it depends on an object's own type what is written of it. */
export function needsTypename(
  type: GraphQLNamedType,
  selectionSet: SelectionSetNode,
  scope: TypenameScope,
): boolean {
  if (!isAbstractType(type)) return false;
  return !isInterfaceType(type) || scope.veiled.has(type.name) || discriminates(type, selectionSet, scope);
}

function discriminates(
  type: GraphQLNamedType,
  { selections }: SelectionSetNode,
  scope: TypenameScope,
): boolean {
  return selections.some((node) => {
    if (node.kind === Kind.FIELD) return isOfOwnForm(type, node.name.value, scope);
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? scope.fragments.get(node.name.value) : node;
    if (!fragment) return true;
    const condition = fragment.typeCondition?.name.value;
    return (
      (condition !== undefined && condition !== type.name) ||
      discriminates(type, fragment.selectionSet, scope)
    );
  });
}

/** Whether a field may be null, or hold nulls, by one type of object and not by another. */
function isOfOwnForm(type: GraphQLNamedType, field: string, { schema }: TypenameScope): boolean {
  if (field === '__typename') return true;
  if (!isInterfaceType(type)) return false;
  const form = formOf(type, field);
  return schema.getPossibleTypes(type).some((one) => formOf(one, field) !== form);
}

/** A field's lists and non-nulls, without the type that they hold. */
function formOf(type: GraphQLInterfaceType | GraphQLObjectType, field: string): string {
  return String(type.getFields()[field]?.type).replace(/\w+/, '');
}
