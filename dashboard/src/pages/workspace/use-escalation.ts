import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { useGraph } from '../../data/client.ts';
import { escalationsOf, type Escalation, type Sent } from './escalations.ts';

/** Carries messages of an internal thread over; see {@link Escalations}. */
export function useEscalation(privateThreadId: string): Escalation & {
  readonly send: (given: Omit<Sent, 'key'>) => void;
  /** Its answer was seen. */
  readonly seen: () => void;
} {
  const graph = useGraph();
  const escalations = escalationsOf(graph);
  const now = useSyncExternalStore(escalations.subscribe, () => escalations.of(privateThreadId));
  const send = useCallback(
    (given: Omit<Sent, 'key'>) => void escalations.send(privateThreadId, given),
    [escalations, privateThreadId],
  );
  const seen = useCallback(() => escalations.seen(privateThreadId), [escalations, privateThreadId]);
  return useMemo(() => ({ ...now, send, seen }), [now, send, seen]);
}
