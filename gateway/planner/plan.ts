import type { SelectionNode } from 'graphql';

/** What a planner makes of an operation: ours, whichever planner made it. Documents in it hold no fragments by name. */
export interface QueryPlan {
  /** What is subscribed to; the rest of the plan then runs once per event. Null for queries and mutations. */
  readonly subscription: RootFetch | null;
  /** Null where nothing is to be fetched. */
  readonly node: PlanNode | null;
}

/** A step of a plan. */
export type PlanNode = PlanSequence | PlanParallel | RootFetch | EntityFetch;

/** One step after the other. */
export interface PlanSequence {
  readonly kind: 'sequence';
  readonly nodes: readonly PlanNode[];
}

/** Steps side by side. */
export interface PlanParallel {
  readonly kind: 'parallel';
  readonly nodes: readonly PlanNode[];
}

/** Root fields of one subgraph. */
export interface RootFetch {
  readonly kind: 'root';
  readonly subgraph: string;
  readonly operation: 'query' | 'mutation' | 'subscription';
  readonly selections: readonly SelectionNode[];
  /** The definitions of the variables used, as GraphQL text by name: `first` → `$first:Int`. */
  readonly variables: ReadonlyMap<string, string>;
  readonly renames: readonly Rename[];
}

/** Entities of one subgraph, of one or several places of the answer, in one request. */
export interface EntityFetch {
  readonly kind: 'entities';
  readonly subgraph: string;
  readonly parts: readonly EntityPart[];
}

/** The entities of one or several places that are asked the same. */
export interface EntityPart {
  /** The response key of its `_entities`, unlike any other of the fetch. */
  readonly alias: string;
  /** The variable that holds its representations. */
  readonly variable: string;
  /** What is asked of each entity: fragments by type. */
  readonly selections: readonly SelectionNode[];
  /** As with root fetches; the representations are not among them. */
  readonly variables: ReadonlyMap<string, string>;
  readonly paths: readonly (readonly PathStep[])[];
  readonly requires: readonly RequiredType[];
  readonly renames: readonly Rename[];
}

/** A step from the root to the objects that a fetch adds to. Lists are gone through at `items`. */
export type PathStep =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'items' }
  | { readonly kind: 'type'; readonly names: readonly string[] };

/** What a representation holds for objects of a type; of several that fit, all count. */
export interface RequiredType {
  readonly type: string;
  /** The `__typename` to send, where it is not the object's own: that of an `@interfaceObject`. */
  readonly sentType: string | null;
  readonly selections: readonly RequiredSelection[];
}

/** A value of a representation, and under which key of the data it is found. */
export type RequiredSelection =
  | {
      readonly kind: 'field';
      readonly from: string;
      readonly to: string;
      readonly selections: readonly RequiredSelection[] | null;
    }
  | { readonly kind: 'fragment'; readonly type: string; readonly selections: readonly RequiredSelection[] };

/** A key that the planner chose to avoid a clash, and the key that it stands for. */
export interface Rename {
  /** The keys from the fetch's root, or entity, down to the one renamed. */
  readonly path: readonly string[];
  readonly to: string;
}

/** A plan in a form that is not known here. */
export class PlanError extends Error {}

/** No plan for want of what plans: nothing is said of the operation, and another try may do. */
export class PlanUnavailable extends PlanError {}

/** Makes plans for one supergraph. */
export interface QueryPlanner {
  /**
   * @param document one operation and its fragments, valid, without `@skip`, `@include` and introspection
   * @param owner on whose behalf: where several wait, they take turns
   * @throws PlanError when there is no plan for it; PlanUnavailable when the last planner was lost over it
   */
  plan(document: string, owner?: string): Promise<QueryPlan>;
}
