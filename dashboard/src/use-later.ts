import { useSyncExternalStore } from 'react';
import type { Later } from './later.ts';

/**
 * A part that is loaded when it is first shown; null while it is on its way. Throws what kept it from coming. In the place
 * of React's Suspense, which shows what comes after a fallback 300 ms after that at the earliest.
 */
export function useLater<Part>(part: Later<Part>): Part | null {
  const { part: there, fault } = useSyncExternalStore(part.subscribe, part.state);
  if (fault !== null) throw fault;
  return there;
}
