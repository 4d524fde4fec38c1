import {
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type ASTNode,
  visit,
} from 'graphql';
import { PlanError } from './plan.ts';

/** An operation as a planner wrote it, with its fragments put in place of their names. */
export interface FetchDocument {
  readonly operation: OperationDefinitionNode['operation'];
  readonly selections: readonly SelectionNode[];
  readonly definitions: ReadonlyMap<string, string>;
}

/** Reads an operation that a planner wrote. */
export function readFetchDocument(text: string): FetchDocument {
  const { definitions } = parse(text, { noLocation: true });
  const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (!operation) throw new PlanError('a fetch without an operation');
  const fragments = new Map(
    definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  return {
    operation: operation.operation,
    selections: inline(operation.selectionSet.selections, fragments),
    definitions: new Map(
      (operation.variableDefinitions ?? []).map((node) => [node.variable.name.value, compact(node)]),
    ),
  };
}

/** GraphQL text without what may be left out. */
export function compact(node: ASTNode): string {
  return stripIgnoredCharacters(print(node));
}

/** Those of the definitions whose variables are used in the selections. */
export function usedDefinitions(
  selections: readonly SelectionNode[],
  definitions: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const used = new Set<string>();
  for (const node of selections) visit(node, { Variable: ({ name }) => void used.add(name.value) });
  return new Map([...definitions].filter(([name]) => used.has(name)));
}

function inline(
  nodes: readonly SelectionNode[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): readonly SelectionNode[] {
  return nodes.map((node) => {
    if (node.kind === Kind.FIELD) return node.selectionSet ? withSelections(node, fragments) : node;
    const found = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node;
    if (!found) throw new PlanError('a fragment that is not defined');
    return {
      kind: Kind.INLINE_FRAGMENT,
      ...(found.typeCondition ? { typeCondition: found.typeCondition } : {}),
      selectionSet: {
        kind: Kind.SELECTION_SET,
        selections: inline(found.selectionSet.selections, fragments),
      },
    };
  });
}

function withSelections(node: FieldNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): FieldNode {
  const selections = inline(node.selectionSet?.selections ?? [], fragments);
  return { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections } };
}
