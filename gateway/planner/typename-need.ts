import {
  isAbstractType,
  isInterfaceType,
  Kind,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
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
    if (node.kind === Kind.FIELD) return node.name.value === '__typename';
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? scope.fragments.get(node.name.value) : node;
    if (!fragment) return true;
    const condition = fragment.typeCondition?.name.value;
    return (
      (condition !== undefined && condition !== type.name) ||
      discriminates(type, fragment.selectionSet, scope)
    );
  });
}
