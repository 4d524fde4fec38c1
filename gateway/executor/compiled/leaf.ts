import { isEnumType, type GraphQLLeafType } from 'graphql';

/** JSON text of a leaf's value; null where it is no value of that type. */
export type LeafWriter = (value: unknown) => string | null;

const MAX_INT = 2_147_483_647;
const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;

/** JSON text of a text. Most need no escaping, and looking is faster than escaping. */
export function quote(value: string): string {
  return NEEDS_ESCAPE.test(value) ? JSON.stringify(value) : `"${value}"`;
}

const BUILT_IN: Readonly<Record<string, LeafWriter | undefined>> = {
  String: (value) => (typeof value === 'string' ? quote(value) : null),
  ID: (value) => {
    if (typeof value === 'string') return quote(value);
    return Number.isInteger(value) ? `"${String(value)}"` : null;
  },
  Boolean: (value) => (typeof value === 'boolean' ? String(value) : null),
  Int: (value) =>
    typeof value === 'number' && Number.isInteger(value) && value <= MAX_INT && value >= -MAX_INT - 1
      ? String(value)
      : null,
  Float: (value) => (typeof value === 'number' && Number.isFinite(value) ? JSON.stringify(value) : null),
};

/**
 * How values of a leaf type are written. Built-in scalars and enums are strict: a value of another type is wrong, for
 * subgraphs have coerced theirs already. Scalars of the graph's own may be anything.
 */
export function leafWriter(type: GraphQLLeafType): LeafWriter {
  if (isEnumType(type)) {
    const texts = new Map(type.getValues().map(({ name }) => [name, `"${name}"`]));
    return (value) => (typeof value === 'string' ? (texts.get(value) ?? null) : null);
  }
  return BUILT_IN[type.name] ?? writeAny;
}

function writeAny(value: unknown): string | null {
  if (typeof value === 'string') return quote(value);
  return typeof value === 'symbol' || typeof value === 'function' ? null : jsonOf(value);
}

/** JSON text of any value; null for one that is nested deeper than can be written: reading goes deeper. */
export function jsonOf(value: unknown): string | null {
  try {
    return JSON.stringify(value);
  } catch {
    return null;
  }
}
