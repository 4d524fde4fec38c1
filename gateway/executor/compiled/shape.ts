import { Kind, type SelectionNode } from 'graphql';
import type { Rename } from '../../planner/plan.ts';
import type { SupergraphTypes } from '../../planner/supergraph-types.ts';

/** What a fetch asks for at one key, fragments merged: which of them applied is the subgraph's word. */
export interface ShapeField {
  /** The key in the subgraph's answer. */
  readonly key: string;
  /** The key in the data. */
  out: string;
  readonly isTypename: boolean;
  /** The object type that its objects are of; null where it may be one of several, and for leaves. */
  type: string | null;
  /** Null for a leaf. */
  readonly children: ShapeFields | null;
}

/** By key in the subgraph's answer. */
export type ShapeFields = Map<string, ShapeField>;

/** The shape of selections on a type. */
export function shapeOf(
  nodes: readonly SelectionNode[],
  type: string,
  types: SupergraphTypes,
  renames: readonly Rename[] = [],
): ShapeFields {
  const shape: ShapeFields = new Map();
  collect(nodes, type, types, shape);
  for (const rename of renames) applyRename(shape, rename);
  return shape;
}

function collect(
  nodes: readonly SelectionNode[],
  type: string,
  types: SupergraphTypes,
  into: ShapeFields,
): void {
  for (const node of nodes) {
    if (node.kind === Kind.FRAGMENT_SPREAD) continue;
    if (node.kind === Kind.INLINE_FRAGMENT) {
      collect(node.selectionSet.selections, node.typeCondition?.name.value ?? type, types, into);
      continue;
    }
    const key = node.alias?.value ?? node.name.value;
    const inner = types.fields.get(type)?.get(node.name.value) ?? '';
    const concrete = types.objects.has(inner) ? inner : null;
    const known = into.get(key);
    const children = node.selectionSet ? (known?.children ?? new Map<string, ShapeField>()) : null;
    if (children) collect(node.selectionSet?.selections ?? [], inner, types, children);
    if (known) known.type = known.type === concrete ? concrete : null;
    else
      into.set(key, {
        key,
        out: key,
        isTypename: node.name.value === '__typename',
        type: concrete,
        children,
      });
  }
}

function applyRename(shape: ShapeFields, { path, to }: Rename): void {
  const [first, ...rest] = path;
  const field = shape.get(first ?? '');
  if (!field) return;
  if (rest.length === 0) field.out = to;
  else if (field.children) applyRename(field.children, { path: rest, to });
}
