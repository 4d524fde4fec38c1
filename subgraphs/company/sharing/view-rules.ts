import {
  getNamedType,
  isLeafType,
  isObjectType,
  isUnionType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import type { ObjectType } from '../access/shared-fields.ts';

/** One value that another company sees; `value` is JSON. */
export interface VisibleField {
  readonly path: string;
  readonly value: string;
}

/** A thing of which another company sees something. */
export interface VisibleEntity {
  readonly id: string;
  readonly type: string;
  readonly fields: readonly VisibleField[];
}

/**
 * Selects every field of a type that is tagged `shared`, and of all that those lead to; empty for a type without any.
 * A way does not come around to a type that it has been to.
 */
export function sharedSelection(
  schema: GraphQLSchema,
  types: ReadonlyMap<string, ObjectType>,
  typeName: string,
  way: readonly string[] = [],
): string {
  const type = schema.getType(typeName);
  if (way.includes(typeName)) return '';
  const next = [...way, typeName];
  if (isUnionType(type)) {
    const members = type.getTypes().flatMap(({ name }) => {
      const inner = sharedSelection(schema, types, name, next);
      return inner === '' ? [] : [`... on ${name} ${inner}`];
    });
    return `{ __typename ${members.join(' ')} }`;
  }
  if (!isObjectType(type)) return '';
  const declared = type.getFields();
  const fields = [...(types.get(typeName)?.sharedFields ?? [])].flatMap((name) => {
    const field = declared[name];
    if (field === undefined) return [];
    const target: GraphQLNamedType = getNamedType(field.type);
    if (isLeafType(target)) return [name];
    const inner = sharedSelection(schema, types, target.name, next);
    return inner === '' ? [] : [`${name} ${inner}`];
  });
  return fields.length === 0 ? '' : `{ ${fields.join(' ')} }`;
}

/**
 * What an answer shows, value by value, by path. Nulls are left out, and so are `__typename`s and empty objects: private,
 * missing and forbidden look alike. A list of plain values is one value.
 */
export function visibleFields(value: unknown, path: readonly string[] = []): VisibleField[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value) && value.some((item) => typeof item === 'object' && item !== null))
    return value.flatMap((item, index) => visibleFields(item, [...path, String(index)]));
  if (typeof value !== 'object' || Array.isArray(value))
    return [{ path: path.join('.'), value: JSON.stringify(value) }];
  return Object.entries(value)
    .filter(([name]) => name !== '__typename')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, inner]) => visibleFields(inner, [...path, name]));
}

/** An entity as another company sees it; null where it sees nothing but the id that it asked for. */
export function visibleEntity(id: string, type: string, answer: unknown): VisibleEntity | null {
  const fields = visibleFields(answer);
  return fields.some(({ path }) => path !== 'id') ? { id, type, fields } : null;
}
