import type { RequiredSelection } from '../../planner/plan.ts';
import type { SupergraphTypes } from '../../planner/supergraph-types.ts';
import type { CompiledPart } from './entity-part.ts';
import type { Execution, PlacedError } from './execution.ts';
import { placesOfTargets, type DataPath } from './targets.ts';

/**
 * Says of objects that nothing can be asked for, because what their representation needs was lost, that their fields
 * are lost, too: a null that nobody is told of would look like an answer. What was never there is no loss.
 */
export function tellUnmade(part: CompiledPart, execution: Execution, types: SupergraphTypes): void {
  const lost = new Map(execution.errors.map((error) => [placeKey(error.lost), error]));
  const needed = part.part.requires.flatMap(({ selections }) => keysOf(selections));
  for (const path of part.part.paths)
    for (const [object, places] of placesOfTargets(execution.data, path, types)) {
      const representer = part.representer(object['__typename']);
      if (!representer || representer.represent(object) !== null) continue;
      const { keys } = part.reader(representer.sentType);
      for (const place of places) {
        const cause = causeAt(place, needed, lost);
        if (!cause) continue;
        for (const key of keys) execution.fail([...place, key], { code: cause.code });
        cause.superseded = !isAsked(cause);
      }
    }
}

function causeAt(
  place: DataPath,
  needed: readonly string[],
  lost: ReadonlyMap<string, PlacedError>,
): PlacedError | undefined {
  for (const key of needed) {
    const cause = lost.get(placeKey([...place, key]));
    if (cause) return cause;
  }
  return undefined;
}

/** Whether it stands where it happened, not at the nearest place above that the caller asked for. */
function isAsked({ path, lost }: PlacedError): boolean {
  return path?.length === lost?.length;
}

function keysOf(selections: readonly RequiredSelection[]): readonly string[] {
  return selections.flatMap((one) => (one.kind === 'field' ? [one.from] : keysOf(one.selections)));
}

function placeKey(path: DataPath | null): string {
  return JSON.stringify(path);
}
