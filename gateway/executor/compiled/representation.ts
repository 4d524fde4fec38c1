import type { RequiredSelection, RequiredType } from '../../planner/plan.ts';
import { isOfType, type SupergraphTypes } from '../../planner/supergraph-types.ts';
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
  return {
    sentType,
    key: onlyLeaf(selections),
    represent: (object) => {
      const inner = membersOf(object, selections, types, ',', true);
      return inner === null ? null : `${typename}${inner}}`;
    },
  };
}

function onlyLeaf(selections: readonly RequiredSelection[]): string | null {
  const others = selections.filter((one) => one.kind === 'fragment' || one.to !== '__typename');
  const keys = new Set(others.map((one) => (one.kind === 'field' && !one.selections ? one.from : null)));
  return keys.size === 1 ? ([...keys][0] ?? null) : null;
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
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'object' ? JSON.stringify(value) : null;
}
