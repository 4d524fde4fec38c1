import {
  Kind,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';
import type { Contract } from './contract.ts';

/** A fetch that another company may be sent. */
export interface CutFetch {
  readonly document: DocumentNode;
  /** The types of entity that still have something to ask for. */
  readonly entityTypes: ReadonlySet<string>;
  /** The variables still used; no other value leaves for another company. */
  readonly variables: ReadonlySet<string>;
}

/**
 * Cuts an `_entities` fetch to the fields that the contract tags `shared`. Fails closed: a type or field that
 * the contract does not know is cut, and so is a fragment that cannot be found.
 *
 * @returns null when nothing is left to ask another company for
 */
export function cutToShared(document: DocumentNode, contract: Contract): CutFetch | null {
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  const entities = operation?.selectionSet.selections.find(isEntitiesField);
  if (!operation || !entities) return null;
  const cutter = createCutter(contract, fragmentsOf(document));
  const entityTypes = new Set<string>();
  const selections = cutter.entities(entities.selectionSet?.selections ?? [], entityTypes);
  if (selections.length === 0) return null;
  return finish(operation, withSelections(entities, selections), entityTypes);
}

function isEntitiesField(node: SelectionNode): node is FieldNode {
  return node.kind === Kind.FIELD && node.name.value === '_entities';
}

function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

function createCutter(contract: Contract, fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
  const expand = (node: SelectionNode): InlineFragmentNode | FieldNode | null => {
    if (node.kind !== Kind.FRAGMENT_SPREAD) return node;
    const found = fragments.get(node.name.value);
    if (!found) return null;
    const { typeCondition, selectionSet } = found;
    return { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet, directives: node.directives ?? [] };
  };

  const selectionsOf = (nodes: readonly SelectionNode[], type: string): SelectionNode[] =>
    nodes.flatMap((node) => {
      const expanded = expand(node);
      const cut =
        expanded && (expanded.kind === Kind.FIELD ? field(expanded, type) : fragment(expanded, type));
      return cut ? [cut] : [];
    });

  const field = (node: FieldNode, type: string): FieldNode | null => {
    if (node.name.value === '__typename') return node.selectionSet ? null : node;
    const known = contract.types.get(type)?.get(node.name.value);
    if (!known?.shared) return null;
    if (!node.selectionSet) return node;
    const selections = selectionsOf(node.selectionSet.selections, known.type);
    return withSelections(node, selections.length > 0 ? selections : [TYPENAME]);
  };

  const fragment = (node: InlineFragmentNode, type: string): InlineFragmentNode | null => {
    const selections = selectionsOf(node.selectionSet.selections, node.typeCondition?.name.value ?? type);
    return selections.length > 0 ? withSelections(node, selections) : null;
  };

  const entities = (nodes: readonly SelectionNode[], kept: Set<string>): SelectionNode[] =>
    nodes.flatMap((node) => {
      const expanded = expand(node);
      if (expanded?.kind !== Kind.INLINE_FRAGMENT || !expanded.typeCondition) return [];
      const cut = fragment(expanded, expanded.typeCondition.name.value);
      if (!cut || !asksForData(cut)) return [];
      kept.add(expanded.typeCondition.name.value);
      return [cut];
    });

  return { entities };
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function asksForData(node: InlineFragmentNode): boolean {
  return node.selectionSet.selections.some((selection) =>
    selection.kind === Kind.FIELD
      ? selection.name.value !== '__typename'
      : selection.kind === Kind.INLINE_FRAGMENT && asksForData(selection),
  );
}

function withSelections<Node extends FieldNode | InlineFragmentNode>(
  node: Node,
  selections: readonly SelectionNode[],
): Node {
  return { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections } };
}

function finish(
  operation: OperationDefinitionNode,
  entities: FieldNode,
  entityTypes: ReadonlySet<string>,
): CutFetch {
  const used = new Set<string>();
  visit(entities, { Variable: (node) => void used.add(node.name.value) });
  // The operation's name and directives are the caller's own business, not another company's.
  const definition: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: operation.operation,
    variableDefinitions: (operation.variableDefinitions ?? []).filter((node) =>
      used.has(node.variable.name.value),
    ),
    selectionSet: { kind: Kind.SELECTION_SET, selections: [entities] },
  };
  return { document: { kind: Kind.DOCUMENT, definitions: [definition] }, entityTypes, variables: used };
}
