/** No input of any schema is nested as deep; whatever reads values may do so by recursion below that. */
export const MOST_VALUES_DEEP = 64;

/** Whether lists and maps are nested within each other more than `most` times. It looks no deeper than that itself. */
export function isNestedDeeper(value: unknown, most = MOST_VALUES_DEEP): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return most === 0 || Object.values(value).some((one) => isNestedDeeper(one, most - 1));
}
