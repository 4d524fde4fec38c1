import { Ajv2020 } from 'ajv/dist/2020.js';
import { isStorable } from '#subgraphs/kit/text-rules.ts';

/** The most bytes of a tool's schema. */
const MOST_BYTES = 32 * 1024;
/** The most levels of one thing in another. */
const MOST_LEVELS = 40;
const DRAFT = 'https://json-schema.org/draft/2020-12/schema';
const REFERENCES = new Set(['$ref', '$dynamicRef']);

// A schema is only ever held against the rules of its draft, never compiled: no code is made of what somebody wrote.
const ajv = new Ajv2020({ strict: false, logger: false, validateFormats: false });

/** What is wrong with the text of a tool's JSON Schema, in a sentence; null when nothing is. Never throws. */
export function inputSchemaProblem(text: string): string | null {
  if (Buffer.byteLength(text) > MOST_BYTES) return 'The schema has more than 32 KiB.';
  const schema = parsed(text);
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema))
    return 'The schema is not a JSON object.';
  if (!isShallow(schema, MOST_LEVELS)) return `The schema is more than ${MOST_LEVELS} levels deep.`;
  const draft: unknown = Reflect.get(schema, '$schema');
  if (draft !== undefined && draft !== DRAFT && draft !== `${DRAFT}#`)
    return 'The schema names another draft than 2020-12.';
  if (someEntry(schema, refersOutside)) return 'The schema refers to something outside of itself.';
  if (someEntry(schema, isBadPattern)) return 'A pattern in the schema is no regular expression.';
  if (ajv.validate(DRAFT, { ...schema, $schema: DRAFT })) return null;
  const [first] = ajv.errors ?? [];
  // The place and the rule: nothing of what stands there.
  return `The schema breaks its draft at ${JSON.stringify(first?.instancePath ?? '')}: it ${first?.message ?? 'is wrong'}.`;
}

function parsed(text: string): unknown {
  try {
    return isStorable(text) ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}

function someEntry(value: unknown, holds: (key: string, inner: unknown) => boolean): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => holds(key, inner) || someEntry(inner, holds));
}

function refersOutside(key: string, inner: unknown): boolean {
  return typeof inner === 'string' && REFERENCES.has(key) && !inner.startsWith('#');
}

function isBadPattern(key: string, inner: unknown): boolean {
  if (key === 'pattern') return typeof inner === 'string' && !isPattern(inner);
  if (key !== 'patternProperties' || typeof inner !== 'object' || inner === null) return false;
  return !Object.keys(inner).every(isPattern);
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}
