import {
  executeSync,
  Kind,
  visit,
  type DefinitionNode,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { isIncluded, type ConditionValues } from '../../planner/conditions.ts';
import { dataKey } from '../../planner/data-keys.ts';
import type { CallerOperation } from '../../planner/planned-document.ts';

/** Introspection's fields of an answer: JSON text by key of data. */
export type Introspect = (variables: Readonly<Record<string, unknown>>) => Readonly<Record<string, string>>;

/**
 * Compiles the introspection of an operation: graphql-js answers it on the schema that callers see.
 *
 * @returns null where the operation asks for none
 */
export function compileIntrospection(caller: CallerOperation, values: ConditionValues): Introspect | null {
  const { schema, operation, fragments, plannerFields } = caller;
  const root = schema.getRootType(operation.operation);
  const asked = root ? rootFields(operation.selectionSet.selections, root, caller, values) : [];
  if (asked.length === 0) return null;
  const keys = asked.map((node) => dataKey(node, plannerFields));
  const selections = asked.map(({ name, arguments: given, selectionSet }, index): FieldNode => ({
    kind: Kind.FIELD,
    name,
    ...(given ? { arguments: given } : {}),
    ...(selectionSet ? { selectionSet } : {}),
    alias: { kind: Kind.NAME, value: keys[index] ?? '' },
  }));
  const definitions: DefinitionNode[] = [
    { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } },
    ...fragments.values(),
  ];
  const run: Introspect = (variableValues) => {
    const { data } = executeSync({ schema, document: { kind: Kind.DOCUMENT, definitions }, variableValues });
    return Object.fromEntries(Object.entries(data ?? {}).map(([key, value]) => [key, JSON.stringify(value)]));
  };
  if (usesVariables(selections, caller)) return run;
  const kept = keptFor(schema);
  return (variables) => {
    const known = kept.get(run) ?? run(variables);
    kept.set(run, known);
    return known;
  };
}

type Texts = Readonly<Record<string, string>>;

/** Of one schema's answers so many letters are kept: a document can ask for megabytes, and there are many documents. */
const MOST_KEPT = 8_388_608;
const keptBySchema = new WeakMap<GraphQLSchema, LRUCache<Introspect, Texts>>();

function keptFor(schema: GraphQLSchema): LRUCache<Introspect, Texts> {
  const known = keptBySchema.get(schema);
  if (known) return known;
  const fresh = new LRUCache<Introspect, Texts>({ maxSize: MOST_KEPT, sizeCalculation: lettersOf });
  keptBySchema.set(schema, fresh);
  return fresh;
}

function lettersOf(texts: Texts): number {
  return Object.values(texts).reduce((sum, { length }) => sum + length, 1);
}

function rootFields(
  nodes: readonly SelectionNode[],
  root: GraphQLObjectType,
  caller: CallerOperation,
  values: ConditionValues,
  visited: Set<string> = new Set(),
): readonly FieldNode[] {
  return nodes.flatMap((node): readonly FieldNode[] => {
    if (!isIncluded(node, values)) return [];
    if (node.kind === Kind.FIELD) return ['__schema', '__type'].includes(node.name.value) ? [node] : [];
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      if (visited.has(node.name.value)) return [];
      visited.add(node.name.value);
    }
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? caller.fragments.get(node.name.value) : node;
    return fragment ? rootFields(fragment.selectionSet.selections, root, caller, values, visited) : [];
  });
}

function usesVariables(nodes: readonly FieldNode[], { fragments }: CallerOperation): boolean {
  let found = false;
  for (const node of [...nodes, ...fragments.values()]) visit(node, { Variable: () => void (found = true) });
  return found;
}
