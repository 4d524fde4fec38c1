import type { RequiredSelection, RequiredType } from '../../planner/plan.ts';
import { isOfType, type SupergraphTypes } from '../../planner/supergraph-types.ts';
import { jsonOf, quote } from './leaf.ts';
import type { DataObject } from './reader.ts';

/** Makes the representations of objects of one type. */
export interface Representer {
  /** The `__typename` that is sent. */
  readonly sentType: string;
  /** Where one leaf alone makes the representation: its key in the data. Objects equal there are represented alike. */
  readonly key: string | null;
  /** The representation as JSON text; null where something that it needs is not known. */
  represent(object: DataObject): string | null;
}

/** Makes the representer for objects of a type; null where the fetch asks nothing of that type. */
export function createRepresenter(
  required: readonly RequiredType[],
  type: string,
  subgraph: string,
  types: SupergraphTypes,
): Representer | null {
  const fitting = required.filter((one) => isOfType(type, one.type, types));
  if (fitting.length === 0) return null;
  const asInterface = [...(types.interfaceObjects.get(subgraph) ?? [])].find((one) =>
    isOfType(type, one, types),
  );
  const sentType = fitting.find((one) => one.sentType !== null)?.sentType ?? asInterface ?? type;
  const selections = fitting.flatMap((one) => one.selections);
  const typename = `{"__typename":${JSON.stringify(sentType)}`;
  const leaves = leavesOf(selections);
  if (leaves) {
    const key = leaves.length === 1 ? (leaves[0]?.from ?? null) : null;
    return { sentType, key, represent: (object) => representLeaves(object, typename, leaves) };
  }
  return {
    sentType,
    key: null,
    represent: (object) => {
      const inner = membersOf(object, selections, types, ',', true);
      return inner === null ? null : `${typename}${inner}}`;
    },
  };
}

/** A leaf of a representation, and the text that stands before its value. */
interface LeafMember {
  readonly from: string;
  readonly before: string;
}

/** The members of a representation that has leaves alone, as most have; null where it has more. */
function leavesOf(selections: readonly RequiredSelection[]): readonly LeafMember[] | null {
  const members = new Map<string, LeafMember>();
  for (const selection of selections) {
    if (selection.kind === 'fragment' || selection.selections) return null;
    const { from, to } = selection;
    if (to !== '__typename' && !members.has(to)) members.set(to, { from, before: `,${JSON.stringify(to)}:` });
  }
  return [...members.values()];
}

function representLeaves(object: DataObject, typename: string, leaves: readonly LeafMember[]): string | null {
  let text = typename;
  for (const { from, before } of leaves) {
    const value = object[from];
    const leaf = value === null ? 'null' : leafOf(value);
    if (leaf === null) return null;
    text += before + leaf;
  }
  return `${text}}`;
}

/** The members of an object, each with what stands before it; null where one is not known. */
function membersOf(
  object: DataObject,
  selections: readonly RequiredSelection[],
  types: SupergraphTypes,
  before: string,
  isEntity: boolean,
): string | null {
  let text = '';
  const written: string[] = [];
  for (const selection of selections) {
    if (selection.kind === 'fragment') {
      const type = object['__typename'];
      if (typeof type !== 'string' || !isOfType(type, selection.type, types)) continue;
      const inner = membersOf(object, selection.selections, types, text === '' ? before : ',', isEntity);
      if (inner === null) return null;
      text += inner;
    } else if (!(isEntity && selection.to === '__typename') && !written.includes(selection.to)) {
      written.push(selection.to);
      const value = valueOf(object[selection.from], selection.selections, types);
      if (value === null) return null;
      text += `${text === '' ? before : ','}${JSON.stringify(selection.to)}:${value}`;
    }
  }
  return text;
}

function valueOf(
  value: unknown,
  selections: readonly RequiredSelection[] | null,
  types: SupergraphTypes,
): string | null {
  if (value === null) return 'null';
  if (selections === null) return leafOf(value);
  if (typeof value !== 'object') return null;
  if (!Array.isArray(value)) {
    const inner = membersOf(value as DataObject, selections, types, '', false);
    return inner === null ? null : `{${inner}}`;
  }
  const items = value.map((item) => valueOf(item, selections, types));
  return items.includes(null) ? null : `[${items.join(',')}]`;
}

function leafOf(value: unknown): string | null {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'object' ? jsonOf(value) : null;
}
