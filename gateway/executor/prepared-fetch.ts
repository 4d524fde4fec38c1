import { Kind, OperationTypeNode, print, stripIgnoredCharacters, type DocumentNode } from 'graphql';
import { cutToShared } from '../policy/cut.ts';
import { entityShapes, rootShape, type Shape } from '../policy/answer-shape.ts';
import type { Contract } from '../policy/contract.ts';

/** A fetch for root fields. */
export interface RootFetch {
  readonly kind: 'root';
  readonly query: string;
  /** A mutation. */
  readonly writes: boolean;
  readonly shape: Shape;
}

/** A fetch for entities: whole for the caller's own company, cut for every other. */
export interface EntityFetch {
  readonly kind: 'entities';
  readonly query: string;
  readonly shapes: ReadonlyMap<string, Shape>;
  /** Null when nothing in it may be asked of another company. */
  readonly cut: CutEntityFetch | null;
}

/** The part of an entity fetch that another company may be sent. */
export interface CutEntityFetch {
  readonly query: string;
  readonly entityTypes: ReadonlySet<string>;
  readonly variables: ReadonlySet<string>;
  readonly shapes: ReadonlyMap<string, Shape>;
}

/** All that can be worked out once for a fetch of a plan. */
export type PreparedFetch = RootFetch | EntityFetch;

/** Prepares fetches, each document once: plans are cached, and their documents with them. */
export function createFetchPreparer(contract: Contract): (document: DocumentNode) => PreparedFetch {
  const prepared = new WeakMap<DocumentNode, PreparedFetch>();
  return (document) => {
    const known = prepared.get(document);
    if (known) return known;
    const fresh = prepare(document, contract);
    prepared.set(document, fresh);
    return fresh;
  };
}

function prepare(document: DocumentNode, contract: Contract): PreparedFetch {
  const query = compact(document);
  if (!asksForEntities(document)) {
    return { kind: 'root', query, writes: isMutation(document), shape: rootShape(document) };
  }
  const cut = cutToShared(document, contract);
  return {
    kind: 'entities',
    query,
    shapes: entityShapes(document),
    cut: cut && {
      query: compact(cut.document),
      entityTypes: cut.entityTypes,
      variables: cut.variables,
      shapes: entityShapes(cut.document, contract),
    },
  };
}

function isMutation({ definitions }: DocumentNode): boolean {
  return definitions.some(
    (node) => node.kind === Kind.OPERATION_DEFINITION && node.operation === OperationTypeNode.MUTATION,
  );
}

function asksForEntities(document: DocumentNode): boolean {
  return document.definitions.some(
    (node) =>
      node.kind === Kind.OPERATION_DEFINITION &&
      node.selectionSet.selections.some(
        (selection) => selection.kind === Kind.FIELD && selection.name.value === '_entities',
      ),
  );
}

function compact(document: DocumentNode): string {
  return stripIgnoredCharacters(print(document));
}
