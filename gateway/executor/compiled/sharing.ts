import { Kind } from 'graphql';
import type { EntityFetch, EntityPart, PathStep, PlanNode } from '../../planner/plan.ts';

/** All entity fetches of a plan. */
export function entityFetches(node: PlanNode | null): readonly EntityFetch[] {
  if (!node || node.kind === 'root') return [];
  return node.kind === 'entities' ? [node] : node.nodes.flatMap(entityFetches);
}

/**
 * Whether what one answer says of an entity may be one object at all its places at a path. Later fetches add to
 * objects of the data where they find them, so this holds only as long as they treat all those places alike:
 * where nothing else adds to objects of the same place, and what goes deeper goes by the very same steps.
 */
export function mayShare(part: EntityPart, path: readonly PathStep[], all: readonly EntityFetch[]): boolean {
  const steps = textOf(path);
  const fields = textOf(fieldsOf(path));
  return all.every((fetch) =>
    fetch.parts.every((other) =>
      other.paths.every((otherPath) => {
        if (other === part && otherPath === path) return true;
        const otherFields = textOf(fieldsOf(otherPath));
        if (!otherFields.startsWith(fields)) return true;
        if (otherFields === fields) return asksLeavesOnly(other);
        return textOf(otherPath).startsWith(steps);
      }),
    ),
  );
}

function asksLeavesOnly({ selections }: EntityPart): boolean {
  return selections.every((node) =>
    node.kind === Kind.INLINE_FRAGMENT
      ? node.selectionSet.selections.every((field) => field.kind === Kind.FIELD && !field.selectionSet)
      : false,
  );
}

function fieldsOf(path: readonly PathStep[]): readonly PathStep[] {
  return path.filter(({ kind }) => kind === 'field');
}

function textOf(path: readonly PathStep[]): string {
  return path.map((step) => `${JSON.stringify(step)}/`).join('');
}
