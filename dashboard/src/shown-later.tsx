import { createElement, useSyncExternalStore, type ComponentType, type ReactNode } from 'react';
import type { Later } from './later.ts';

/**
 * Shows a component that is in a file of its own, and `waiting` while that is on its way. Throws what kept it from coming.
 * In the place of React's Suspense, which shows what comes after a fallback 300 ms after that at the earliest.
 */
export function ShownLater<Given extends object>({
  component,
  given,
  waiting,
}: {
  readonly component: Later<ComponentType<Given>>;
  readonly given: Given;
  readonly waiting: ReactNode;
}): ReactNode {
  const { part, fault } = useSyncExternalStore(component.subscribe, component.state);
  if (fault) throw fault;
  return part ? createElement(part, given) : waiting;
}
