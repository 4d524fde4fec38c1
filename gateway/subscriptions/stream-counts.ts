/** How many streams may be open at once. */
export interface StreamLimits {
  readonly all: number;
  readonly company: number;
  readonly caller: number;
}

/** Counts a stream; null where there are too many already, else what lets go of it. */
export type CountStream = (who: { readonly company: string; readonly sub: string }) => (() => void) | null;

/** Counts open streams in all, by company and by caller. */
export function createStreamCounts(limits: StreamLimits): CountStream {
  const counts = new Map<string, number>();
  return ({ company, sub }) => {
    const places: [string, number][] = [
      ['', limits.all],
      [company, limits.company],
      [`${company} ${sub}`, limits.caller],
    ];
    if (places.some(([key, most]) => (counts.get(key) ?? 0) >= most)) return null;
    for (const [key] of places) counts.set(key, (counts.get(key) ?? 0) + 1);
    return () => {
      for (const [key] of places) {
        const left = (counts.get(key) ?? 1) - 1;
        if (left > 0) counts.set(key, left);
        else counts.delete(key);
      }
    };
  };
}
