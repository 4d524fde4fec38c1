type Path = readonly (string | number)[];

/**
 * The places that are null in what was found and are not where all is well, as JSON text.
 *
 * @throws Error where what was found holds anything else that is not as it is where all is well
 */
export function lossesOf(healthy: unknown, found: unknown): readonly string[] {
  const losses: string[] = [];
  compare(healthy, found, [], losses);
  return losses;
}

function compare(healthy: unknown, found: unknown, path: Path, losses: string[]): void {
  if (found === null || found === undefined) {
    if (healthy !== null) losses.push(JSON.stringify(path));
  } else if (typeof healthy !== 'object' || healthy === null || typeof found !== 'object') {
    if (healthy !== found) throw new Error(`${JSON.stringify(found)} at ${path.join('.')}`);
  } else {
    const keys = Object.keys(healthy);
    if (Object.keys(found).join() !== keys.join())
      throw new Error(`keys ${Object.keys(found).join()} for ${keys.join()} at ${path.join('.')}`);
    for (const key of keys) {
      const step = Array.isArray(healthy) ? Number(key) : key;
      compare(healthy[key as never], found[key as never], [...path, step], losses);
    }
  }
}

/** Whether an error stands at a place, above it or below it, or has no place. */
export function isTold(place: string, places: readonly string[]): boolean {
  const inner = (text: string) => text.slice(0, -1);
  return places.some(
    (told) =>
      told === 'null' ||
      told === place ||
      inner(told).startsWith(`${inner(place)},`) ||
      inner(place).startsWith(`${inner(told)},`) ||
      place === '[]',
  );
}

/** Whether a place is gone with a parent of its own, where graphql-js may not look any more. */
export function isNulled(place: string, data: unknown): boolean {
  let value = data;
  for (const step of ((JSON.parse(place) as Path | null) ?? []).slice(0, -1)) {
    if (value === null || value === undefined) return true;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value === null;
}
