import type { PathStep } from '../../planner/plan.ts';
import { isOfType, type SupergraphTypes } from '../../planner/supergraph-types.ts';
import type { DataObject } from './reader.ts';

/** Steps from the root of the answer: keys of data, and places in lists. */
export type DataPath = readonly (string | number)[];

/** Finds the objects of the data at a path; null and misshapen places hold none. */
export function collectTargets(
  data: unknown,
  steps: readonly PathStep[],
  types: SupergraphTypes,
  into: DataObject[],
  from = 0,
): void {
  let value = data;
  for (let index = from; index < steps.length; index += 1) {
    if (typeof value !== 'object' || value === null) return;
    const step = steps[index];
    if (Array.isArray(value)) {
      // Planners write one step for a list in a list, too.
      const next = step?.kind === 'items' ? index + 1 : index;
      for (const item of value) collectTargets(item, steps, types, into, next);
      return;
    }
    if (step?.kind === 'field') value = (value as DataObject)[step.name];
    else if (step?.kind !== 'type' || !hasType(value, step.names, types)) return;
  }
  collectObjects(value, into);
}

/** A path that ends at a list means its items, at whatever depth. */
function collectObjects(value: unknown, into: DataObject[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) into.push(value as DataObject);
  else for (const item of value) collectObjects(item, into);
}

/** Where objects of the data at a path are: asked when something is to be said of one. */
export function placesOfTargets(
  data: unknown,
  steps: readonly PathStep[],
  types: SupergraphTypes,
): ReadonlyMap<DataObject, readonly DataPath[]> {
  const places = new Map<DataObject, DataPath[]>();
  const walk = (value: unknown, index: number, path: DataPath): void => {
    if (typeof value !== 'object' || value === null) return;
    const step = steps[index];
    if (Array.isArray(value)) {
      const next = step?.kind === 'items' ? index + 1 : index;
      value.forEach((item, place) => walk(item, next, [...path, place]));
    } else if (step === undefined) {
      const object = value as DataObject;
      places.set(object, [...(places.get(object) ?? []), path]);
    } else if (step.kind === 'field') {
      walk((value as DataObject)[step.name], index + 1, [...path, step.name]);
    } else if (step.kind === 'type' && hasType(value, step.names, types)) {
      walk(value, index + 1, path);
    }
  };
  walk(data, 0, []);
  return places;
}

function hasType(value: object, names: readonly string[], types: SupergraphTypes): boolean {
  const type = (value as DataObject)['__typename'];
  return typeof type === 'string' && names.some((name) => isOfType(type, name, types));
}
