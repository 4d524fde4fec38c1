import type { SupergraphTypes } from '../../planner/supergraph-types.ts';
import type { CompiledPart } from './entity-part.ts';
import type { DataObject } from './reader.ts';
import type { Representer } from './representation.ts';
import { collectTargets, placesOfTargets, type DataPath } from './targets.ts';

/** One part of an entity fetch in one run: the objects to add to, and the entities they stand for, each once. */
export interface PartWork {
  readonly part: CompiledPart;
  /** Of each entity: its representation's JSON text, its type as sent, and its id. */
  readonly texts: string[];
  readonly sentTypes: string[];
  readonly ids: unknown[];
  /** By path: the objects there, and the entity of each. */
  readonly objects: DataObject[][];
  readonly entities: number[][];
  /** Where each entity stands in the data, once that was asked. */
  places: Map<number, DataPath[]> | null;
}

/** Gathers what a part has to ask; null where there is nothing. */
export function gather(part: CompiledPart, data: DataObject, types: SupergraphTypes): PartWork | null {
  const work: PartWork = { part, texts: [], sentTypes: [], ids: [], objects: [], entities: [], places: null };
  const known = new Map<Representer, Map<unknown, number>>();
  for (const path of part.part.paths) {
    const found: DataObject[] = [];
    collectTargets(data, path, types, found);
    gatherObjects(found, work, known);
  }
  return work.texts.length > 0 ? work : null;
}

/** Objects with equal representations are one entity. */
function gatherObjects(
  found: readonly DataObject[],
  work: PartWork,
  known: Map<Representer, Map<unknown, number>>,
): void {
  const objects: DataObject[] = [];
  const entities: number[] = [];
  let type: unknown;
  let representer: Representer | null = null;
  let byKey = new Map<unknown, number>();
  for (const object of found) {
    if (object['__typename'] !== type) {
      type = object['__typename'];
      representer = work.part.representer(type);
      if (representer) known.set(representer, (byKey = known.get(representer) ?? new Map<unknown, number>()));
    }
    if (representer === null) continue;
    const { key } = representer;
    const text = key === null ? representer.represent(object) : null;
    const same = key === null ? text : object[key];
    let entity = byKey.get(same);
    if (entity === undefined) {
      const fresh = text ?? representer.represent(object);
      if (fresh === null) continue;
      entity = work.texts.push(fresh) - 1;
      byKey.set(same, entity);
      work.sentTypes.push(representer.sentType);
      work.ids.push(object['id']);
    }
    objects.push(object);
    entities.push(entity);
  }
  work.objects.push(objects);
  work.entities.push(entities);
}

/** Adds what came back for entities, by entity, to the objects that stand for them. */
export function mergeEntities(work: PartWork, answers: readonly (DataObject | undefined)[]): void {
  const { part } = work;
  work.objects.forEach((objects, path) => {
    const entities = work.entities[path] ?? [];
    const shared: (DataObject | undefined)[] | null = part.shareable[path] === true ? [] : null;
    for (let index = 0; index < objects.length; index += 1) {
      const entity = entities[index] ?? -1;
      const answer = answers[entity];
      const object = objects[index];
      if (answer === undefined || object === undefined) continue;
      const reader = part.reader(work.sentTypes[entity] ?? '');
      const common = shared && (shared[entity] ??= reader.read(answer) as DataObject);
      reader.merge(object, answer, common);
    }
  });
}

/** Finds where in the data an entity's objects are. Made when something is to be said of one. */
export function placesFinder(
  work: PartWork,
  data: DataObject,
  types: SupergraphTypes,
): (entity: number) => readonly DataPath[] {
  const byEntity = (work.places ??= findPlaces(work, data, types));
  return (entity) => byEntity.get(entity) ?? [];
}

function findPlaces(work: PartWork, data: DataObject, types: SupergraphTypes): Map<number, DataPath[]> {
  const byEntity = new Map<number, DataPath[]>();
  work.part.part.paths.forEach((path, index) => {
    const places = placesOfTargets(data, path, types);
    const entityOf = new Map(
      work.objects[index]?.map((object, at) => [object, work.entities[index]?.[at] ?? -1]),
    );
    for (const [object, entity] of entityOf)
      byEntity.set(entity, [...(byEntity.get(entity) ?? []), ...(places.get(object) ?? [])]);
  });
  return byEntity;
}
