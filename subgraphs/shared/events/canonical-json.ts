import { faultOfText } from '#subgraphs/kit/errors.ts';

/** What canonical JSON can say. Fields that are undefined are left out. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/**
 * A value as canonical JSON (RFC 8785): names in the order of their UTF-16 code units, no spaces, texts and numbers as
 * ECMAScript writes them. Equal values have equal texts, so that anyone can compute their hash again.
 *
 * @throws TypeError for numbers that are not finite, which JSON cannot carry
 * @throws GraphQLError `BAD_USER_INPUT` for a text with a NUL or half a surrogate pair
 */
export function canonicalJson(value: JsonValue): string {
  if (typeof value === 'string') return textJson(value);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('JSON has no such number.');
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, field]) => `${textJson(name)}:${canonicalJson(field)}`);
  return `{${fields.join(',')}}`;
}

/** `Array.isArray` does not know read-only lists. */
function isList(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** `JSON.stringify` would write half a pair as an escape, which RFC 8785 forbids, and a NUL as one that no `text` holds. */
function textJson(text: string): string {
  const fault = faultOfText(text);
  if (fault) throw fault;
  return JSON.stringify(text);
}
