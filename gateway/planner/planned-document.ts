import {
  getNamedType,
  isCompositeType,
  Kind,
  print,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';
import { isIncluded, type ConditionValues } from './conditions.ts';
import { dataKey } from './data-keys.ts';
import { isNodeField, witnesses } from './node-witness.ts';
import { needsTypename } from './typename-need.ts';

/** An operation of a caller, valid for the schema. */
export interface CallerOperation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly plannerFields: ReadonlySet<string>;
  /** Interfaces of which subgraphs may give objects that callers may not see. */
  readonly veiled: ReadonlySet<string>;
  /** Whether the gateway answers `node` and `nodes` itself. */
  readonly answersNodes: boolean;
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * The operation as it is planned: `@skip` and `@include` decided, introspection left out, keys of data for aliases,
 * and `__typename` wherever it decides what is written.
 *
 * @returns null where there is nothing to fetch
 */
export function plannedDocument(caller: CallerOperation, values: ConditionValues): string | null {
  const { schema, operation, fragments } = caller;
  const root = schema.getRootType(operation.operation);
  if (!root) return null;
  const known = new Map<string, FragmentDefinitionNode | null>();

  const selections = (nodes: readonly SelectionNode[], type: GraphQLNamedType): SelectionNode[] =>
    nodes.flatMap((node) => {
      if (!isIncluded(node, values)) return [];
      const made = node.kind === Kind.FIELD ? field(node, type) : fragment(node, type);
      return made ? [made] : [];
    });

  const field = (node: FieldNode, type: GraphQLNamedType): FieldNode | null => {
    const name = node.name.value;
    if (name === '__schema' || name === '__type') return null;
    if (name === '__typename') return type === root ? null : TYPENAME;
    const inner = 'getFields' in type ? getNamedType(type.getFields()[name]?.type) : undefined;
    const key = dataKey(node, caller.plannerFields);
    const { alias: _alias, directives: _directives, ...rest } = node;
    const alias = key === name ? {} : { alias: { kind: Kind.NAME as const, value: key } };
    if (!node.selectionSet || !isCompositeType(inner)) return { ...rest, ...alias };
    const asked = selections(node.selectionSet.selections, inner);
    if (isNodeField(type, name, caller)) asked.push(...witnesses(caller));
    const typed = asked.length === 0 || needsTypename(inner, node.selectionSet, caller);
    const all = typed ? [TYPENAME, ...asked.filter((one) => one !== TYPENAME)] : asked;
    return { ...rest, ...alias, selectionSet: { kind: Kind.SELECTION_SET, selections: all } };
  };

  const fragment = (
    node: Exclude<SelectionNode, FieldNode>,
    type: GraphQLNamedType,
  ): SelectionNode | null => {
    if (node.kind === Kind.FRAGMENT_SPREAD)
      return spread(node.name.value) ? { ...node, directives: [] } : null;
    const inner = node.typeCondition ? (schema.getType(node.typeCondition.name.value) ?? type) : type;
    const asked = selections(node.selectionSet.selections, inner);
    if (asked.length === 0) return null;
    return { ...node, directives: [], selectionSet: { kind: Kind.SELECTION_SET, selections: asked } };
  };

  const spread = (name: string): FragmentDefinitionNode | null => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const definition = fragments.get(name);
    const type = schema.getType(definition?.typeCondition.name.value ?? '');
    if (!definition || !type) return null;
    const asked = selections(definition.selectionSet.selections, type);
    const made =
      asked.length === 0
        ? null
        : {
            ...definition,
            directives: [],
            selectionSet: { kind: Kind.SELECTION_SET as const, selections: asked },
          };
    known.set(name, made);
    return made;
  };

  const asked = selections(operation.selectionSet.selections, root);
  if (asked.length === 0) return null;
  return documentOf(
    operation,
    asked,
    [...known.values()].filter((one) => one !== null),
  );
}

function documentOf(
  { operation, variableDefinitions }: OperationDefinitionNode,
  selections: readonly SelectionNode[],
  fragments: readonly FragmentDefinitionNode[],
): string {
  const selectionSet = { kind: Kind.SELECTION_SET as const, selections };
  const used = new Set<string>();
  for (const node of [selectionSet, ...fragments])
    visit(node, { Variable: ({ name }) => void used.add(name.value) });
  const definition: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation,
    variableDefinitions: (variableDefinitions ?? [])
      .filter((node) => used.has(node.variable.name.value))
      .map((node) => ({ ...node, directives: [] })),
    selectionSet,
  };
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [definition, ...fragments] };
  return print(document);
}
