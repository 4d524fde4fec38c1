import type { FieldNode } from 'graphql';

/** Names that every object answers to. As keys of data they could be mistaken for values. */
const OBJECT_NAMES = new Set([
  'constructor',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toLocaleString',
  'toString',
  'valueOf',
]);
const PREFIX = 'gw__';

/** Keys of data under which a node shows that it exists begin so. No response key becomes one. */
export const WITNESS_KEY = 'gw_exists';

/** The key of a field in the answer. */
export function responseKey(node: FieldNode): string {
  return node.alias?.value ?? node.name.value;
}

/**
 * The key under which a field's value is asked of subgraphs and kept until the answer is written. Mostly the response
 * key. A caller's alias may be any name, though: one that means something to planners, to the merging of answers or to
 * JavaScript would put a value of the caller's choice where a key, a type or a prototype is read. Those get a prefix.
 */
export function dataKey(node: FieldNode, plannerFields: ReadonlySet<string>): string {
  const key = responseKey(node);
  if (node.name.value === '__typename') return '__typename';
  if (key.startsWith('_') || key.startsWith('gw_') || OBJECT_NAMES.has(key)) return PREFIX + key;
  // A field as it stands is what a key or `@requires` reads, unless that is read with arguments.
  const plain = key === node.name.value && !node.arguments?.length && !plannerFields.has(`${key}(`);
  return !plain && plannerFields.has(key) ? PREFIX + key : key;
}

/** The response key that a key of data stands for. */
export function responseKeyOf(dataKeyText: string): string {
  return dataKeyText.startsWith(PREFIX) ? dataKeyText.slice(PREFIX.length) : dataKeyText;
}
