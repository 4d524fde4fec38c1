import { useCallback, useSyncExternalStore } from 'react';
import { kept } from './page-session.ts';

/**
 * As `useState`, for what somebody has written and not sent: it is there again when they come back to the place, and
 * after they had to sign in anew. A value is JSON.
 *
 * @param place unique among all places that keep something
 * @param nothing stands for nothing kept; the same each time
 */
export function useKept<Value>(place: string, nothing: Value) {
  const value = useSyncExternalStore(kept.subscribe, () => (kept.get(place) as Value | undefined) ?? nothing);
  const change = useCallback(
    (next: (value: Value) => Value) => {
      const now = next((kept.get(place) as Value | undefined) ?? nothing);
      kept.set(place, isNothing(now) ? null : now);
    },
    [place, nothing],
  );
  return [value, change] as const;
}

function isNothing(value: unknown): boolean {
  return value === '' || (Array.isArray(value) && value.length === 0);
}
