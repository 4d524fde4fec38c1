import { OperationTypeNode } from 'graphql';
import { WITNESS_KEY } from '../../planner/data-keys.ts';
import { isNodeField } from '../../planner/node-witness.ts';
import type { CallerOperation } from '../../planner/planned-document.ts';
import type { OutField } from './selection.ts';

/** The keys of data that hold what `node` and `nodes` gave. */
export function nodeKeysOf(fields: readonly OutField[], caller: CallerOperation): readonly string[] {
  const root = caller.schema.getQueryType();
  if (!root || caller.operation.operation !== OperationTypeNode.QUERY) return [];
  return fields.filter((field) => isNodeField(root, field.name, caller)).map(({ data }) => data);
}

/** Missing, private and forbidden look alike: null, wherever the owner gave nothing. */
export function onlyExisting(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(onlyExisting);
  if (typeof value !== 'object' || value === null) return value;
  const exists = Object.entries(value).some(
    ([key, held]) => key.startsWith(WITNESS_KEY) && (held ?? null) !== null,
  );
  return exists ? value : null;
}
