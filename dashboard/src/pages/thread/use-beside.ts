import { useCallback, useEffect, useRef } from 'react';
import { askOnce } from '../../data/ask-once.ts';
import { useGraph } from '../../data/client.ts';
import { MessagesBesideDocument, type MessageRowFragment } from '../../gql/graphql.ts';
import { unreachableIn } from './share-rules.ts';
import { withBeside, type Beside, type Window } from './window-rules.ts';

/** How often what stands beside the messages is asked for, in milliseconds: no stream tells of colleagues' notes. */
const EVERY_MS = 15_000;
/** How many things are asked for at once, at most. */
const AT_ONCE = 100;

/**
 * Keeps what stands beside messages as it is: the own company's notes, and what is shown by reference. Asked for anew while
 * somebody looks, when they come back, and whenever the function that this gives is called.
 */
export function useBeside(
  messages: readonly MessageRowFragment[],
  change: (work: (window: Window) => Window) => void,
): () => void {
  const graph = useGraph();
  const ask = useCallback(
    async (ids: readonly string[], shares: readonly string[]) => {
      const variables = { messages: [...ids], shares: [...shares] };
      const { data, missing } = await askOnce(graph, MessagesBesideDocument, variables);
      if (!data) return;
      const beside: Beside = {
        notes: new Map(data.messages.flatMap((one) => (one && 'notes' in one ? [[one.id, one.notes]] : []))),
        shares: new Map(data.shares.flatMap((one) => (one && 'content' in one ? [[one.id, one]] : []))),
        unreachable: unreachableIn(data, missing),
      };
      change((window) => withBeside(window, beside));
    },
    [graph, change],
  );
  const latest = useRef(messages);
  useEffect(() => void (latest.current = messages), [messages]);
  const refresh = useCallback(() => {
    if (document.visibilityState !== 'visible') return;
    const ids = latest.current.map(({ id }) => id);
    const shares = new Set(latest.current.flatMap((row) => row.shares.map(({ id }) => id)));
    for (let from = 0; from < Math.max(ids.length, shares.size); from += AT_ONCE)
      void ask(ids.slice(from, from + AT_ONCE), [...shares].slice(from, from + AT_ONCE));
  }, [ask]);
  useEffect(() => {
    const timer = setInterval(refresh, EVERY_MS);
    window.addEventListener('focus', refresh);
    document.addEventListener('visibilitychange', refresh);
    return () => {
      clearInterval(timer);
      window.removeEventListener('focus', refresh);
      document.removeEventListener('visibilitychange', refresh);
    };
  }, [refresh]);
  return refresh;
}
