import { Kind, type FieldNode, type SelectionNode } from 'graphql';
import { readFetchDocument, usedDefinitions } from './fetch-document.ts';
import {
  PlanError,
  type EntityFetch,
  type EntityPart,
  type PlanNode,
  type QueryPlan,
  type RootFetch,
} from './plan.ts';
import type { RawAlias, RawFetch, RawNode } from './raw-plan.ts';
import { readPath, readRenames, readRequires } from './read-parts.ts';

/**
 * Reads the plan of Hive's or Apollo's planner: they share their form but for details.
 *
 * @throws PlanError for what neither is known to make
 */
export function readPlan(raw: { readonly node?: unknown }): QueryPlan {
  if (!raw.node) return { subscription: null, node: null };
  const node = raw.node as RawNode;
  if (node.kind === 'Subscription') return subscriptionOf(node.primary, node.rest ? [node.rest] : []);
  if (node.kind === 'Sequence' && node.nodes[0]?.kind === 'Subscription')
    return subscriptionOf(node.nodes[0].primary, node.nodes.slice(1));
  const read = readNode(node);
  // Where an event is all that is asked, a planner may give the fetch alone.
  if (read.kind === 'root' && read.operation === 'subscription') return { subscription: read, node: null };
  return { subscription: null, node: read };
}

function subscriptionOf(primary: RawFetch, rest: readonly RawNode[]): QueryPlan {
  return { subscription: rootFetch(primary), node: rest.length > 0 ? group('sequence', rest) : null };
}

function readNode(node: RawNode): PlanNode {
  switch (node.kind) {
    case 'Sequence':
      return group('sequence', node.nodes);
    case 'Parallel':
      return group('parallel', node.nodes);
    case 'Fetch':
      return rootFetch(node);
    case 'Flatten':
      if (node.node.kind !== 'Fetch') throw new PlanError(`a ${node.node.kind} in a Flatten`);
      return entityFetch(node.node, [
        {
          ...node.node,
          alias: '_entities',
          representationsVariableName: 'representations',
          paths: [node.path],
        },
      ]);
    case 'BatchFetch':
      return entityFetch(node, node.entityBatch.aliases);
    default:
      throw new PlanError(`a step of an unknown kind, ${String((node as { kind?: unknown }).kind)}`);
  }
}

function group(kind: 'sequence' | 'parallel', raw: readonly RawNode[]): PlanNode {
  const nodes = raw.map(readNode).flatMap((node) => (node.kind === kind ? node.nodes : [node]));
  return nodes.length === 1 && nodes[0] ? nodes[0] : { kind, nodes };
}

function rootFetch(raw: RawFetch): RootFetch {
  const { operation, selections, definitions } = readFetchDocument(raw.operation);
  return {
    kind: 'root',
    subgraph: raw.serviceName,
    operation,
    selections,
    variables: definitions,
    renames: readRenames(raw.outputRewrites),
  };
}

function entityFetch(raw: RawFetch, aliases: readonly RawAlias[]): EntityFetch {
  const { selections, definitions } = readFetchDocument(raw.operation);
  const parts = aliases.map((alias): EntityPart => {
    const asked = entitiesField(selections, alias.alias).selectionSet?.selections ?? [];
    return {
      alias: alias.alias,
      variable: alias.representationsVariableName,
      selections: asked,
      variables: usedDefinitions(asked, definitions),
      paths: alias.paths.map(readPath),
      requires: readRequires(alias),
      renames: readRenames(alias.outputRewrites),
    };
  });
  return { kind: 'entities', subgraph: raw.serviceName, parts };
}

function entitiesField(selections: readonly SelectionNode[], key: string): FieldNode {
  const found = selections.find(
    (node) => node.kind === Kind.FIELD && (node.alias?.value ?? node.name.value) === key,
  );
  if (found?.kind !== Kind.FIELD) throw new PlanError('a fetch for entities that asks for none');
  return found;
}
