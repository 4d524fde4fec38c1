import {
  getNullableType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import { leafWriter, quote } from './leaf.ts';
import type { DataObject } from './reader.ts';
import type { OutField, Selection } from './selection.ts';
import type { DataPath } from './targets.ts';

/** Told of each place where data are not as the schema says, by the path of the answer. */
export type OnUnfit = (path: DataPath) => void;

/** In place of text where null stands that the schema does not allow there: it goes on to the parent. */
const PROPAGATED = null;

/**
 * Writes data that are not all as the schema says, the long way: what is wrong becomes null at its place, null
 * where it may not be goes on to the nearest parent that may be null, and each is told of once.
 */
export function complete(root: Selection, data: DataObject, onUnfit: OnUnfit): string {
  return completeObject(root, data, [], onUnfit) ?? 'null';
}

function completeObject(
  selection: Selection,
  value: unknown,
  path: DataPath,
  onUnfit: OnUnfit,
): string | typeof PROPAGATED {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return unfit(path, onUnfit);
  const object = value as DataObject;
  const type = typeOfObject(selection, object);
  if (!type) return unfit(path, onUnfit);
  let text = '{';
  let propagates = false;
  for (const field of selection.fieldsOf(type)) {
    const written = completeField(field, type, object, [...path, field.key], onUnfit);
    // Its siblings are looked at all the same: each wrong place has its own error.
    if (written === PROPAGATED) propagates = true;
    else text += `${text === '{' ? '' : ','}${JSON.stringify(field.key)}:${written}`;
  }
  return propagates ? PROPAGATED : `${text}}`;
}

function typeOfObject(
  selection: Selection,
  object: DataObject,
): GraphQLObjectType | GraphQLInterfaceType | null {
  if (isObjectType(selection.type)) return selection.type;
  if (selection.byType) return selection.objectType(object['__typename']);
  return selection.type as GraphQLInterfaceType;
}

function completeField(
  field: OutField,
  type: GraphQLObjectType | GraphQLInterfaceType,
  object: DataObject,
  path: DataPath,
  onUnfit: OnUnfit,
): string | typeof PROPAGATED {
  if (field.type === null) return quote(type.name);
  const value = object[field.data];
  return field.ready ? String(value) : completeValue(field.type, field, value, path, onUnfit);
}

function completeValue(
  type: GraphQLOutputType,
  field: OutField,
  value: unknown,
  path: DataPath,
  onUnfit: OnUnfit,
): string | typeof PROPAGATED {
  if (value === null || value === undefined) {
    return isNonNullType(type) ? unfit(path, onUnfit) : 'null';
  }
  const written = completeNonNull(getNullableType(type), field, value, path, onUnfit);
  return written === PROPAGATED && !isNonNullType(type) ? 'null' : written;
}

function completeNonNull(
  type: GraphQLOutputType,
  field: OutField,
  value: unknown,
  path: DataPath,
  onUnfit: OnUnfit,
): string | typeof PROPAGATED {
  if (isListType(type)) {
    if (!Array.isArray(value)) return unfit(path, onUnfit);
    const items = value.map((item: unknown, place) =>
      completeValue(type.ofType as GraphQLOutputType, field, item, [...path, place], onUnfit),
    );
    return items.includes(PROPAGATED) ? PROPAGATED : `[${items.join(',')}]`;
  }
  if (isLeafType(type)) return leafWriter(type)(value) ?? unfit(path, onUnfit);
  if (!field.selection) throw new Error(`"${field.key}" is asked without a selection`);
  return completeObject(field.selection, value, path, onUnfit);
}

function unfit(path: DataPath, onUnfit: OnUnfit): typeof PROPAGATED {
  onUnfit(path);
  return PROPAGATED;
}
