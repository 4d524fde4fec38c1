import { Kind, parse, print, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { PlanNode, QueryPlan } from './plan.ts';
import type { SupergraphTypes } from './supergraph-types.ts';

/** The arguments with which fields are read, as GraphQL text by the path to each: `size` → `unit: "cm"`. */
export type ReadArguments = ReadonlyMap<string, string>;

/** Reads a field set as `@requires` has it. */
export function readArguments(fieldSet: string): ReadArguments {
  const read = new Map<string, string>();
  const [operation] = parse(`{${fieldSet}}`, { noLocation: true }).definitions;
  if (operation?.kind === Kind.OPERATION_DEFINITION) collect(operation.selectionSet, '', read);
  return read;
}

function collect({ selections }: SelectionSetNode, before: string, into: Map<string, string>): void {
  for (const node of selections) {
    if (node.kind === Kind.FRAGMENT_SPREAD) continue;
    if (node.kind === Kind.INLINE_FRAGMENT) {
      collect(node.selectionSet, before, into);
      continue;
    }
    const path = `${before}${node.name.value}`;
    into.set(path, (node.arguments ?? []).map(print).join(', '));
    if (node.selectionSet) collect(node.selectionSet, `${path}.`, into);
  }
}

/**
 * Whether two fields that a plan fetches require one other field with different arguments. A planner that keeps both
 * values under one key would have one of them made of the wrong value, without a word.
 */
export function requiresDifferently({ node, subscription }: QueryPlan, types: SupergraphTypes): boolean {
  if (types.required.size === 0) return false;
  const read = new Map<string, string>();
  const differs = (selections: readonly SelectionNode[], type: string): boolean =>
    selections.some((one) => {
      if (one.kind === Kind.FRAGMENT_SPREAD) return false;
      if (one.kind === Kind.INLINE_FRAGMENT)
        return differs(one.selectionSet.selections, one.typeCondition?.name.value ?? type);
      const field = one.name.value;
      for (const [path, given] of types.required.get(`${type}.${field}`) ?? []) {
        const key = `${type}.${path}`;
        if ((read.get(key) ?? given) !== given) return true;
        read.set(key, given);
      }
      const inner = types.fields.get(type)?.get(field) ?? '';
      return one.selectionSet ? differs(one.selectionSet.selections, inner) : false;
    });
  const inPlan = (one: PlanNode): boolean => {
    if (one.kind === 'root') return differs(one.selections, types.roots[one.operation]);
    if (one.kind === 'entities') return one.parts.some((part) => differs(part.selections, ''));
    return one.nodes.some(inPlan);
  };
  return (subscription !== null && inPlan(subscription)) || (node !== null && inPlan(node));
}
