import { useCallback, useEffect, useRef } from 'react';

/** How long a message is on the screen before it counts as read, in milliseconds. */
const READ_AFTER_MS = 1200;

/**
 * Has a thread marked as read as far as somebody has seen it. What this gives is told that the message of a sequence is on
 * the screen.
 *
 * @param mark marks it as far as a sequence; false when that was not done
 */
export function useMarking(mark: (sequence: number) => Promise<boolean>): (sequence: number) => void {
  const seen = useRef(0);
  const marked = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const begin = useCallback(() => {
    clearTimeout(timer.current);
    if (document.visibilityState !== 'visible' || seen.current <= marked.current) return;
    timer.current = setTimeout(() => {
      const sequence = seen.current;
      void mark(sequence).then((isDone) => {
        if (isDone) marked.current = sequence;
      });
    }, READ_AFTER_MS);
  }, [mark]);
  useEffect(() => {
    document.addEventListener('visibilitychange', begin);
    // What waited in the timer of an effect before this one was seen all the same.
    begin();
    return () => {
      clearTimeout(timer.current);
      document.removeEventListener('visibilitychange', begin);
    };
  }, [begin]);
  return useCallback(
    (sequence: number) => {
      if (sequence <= seen.current) return;
      seen.current = sequence;
      begin();
    },
    [begin],
  );
}
