/** Work that is done one piece after the other. */
export interface Turns {
  /** Does a piece of work when its turn comes. */
  take<Value>(owner: string, work: () => Promise<Value>): Promise<Value>;
}

/**
 * Takes turns by owner: each of those who have work waiting gets one piece done before anybody gets a second. However much
 * one of them brings, another waits for one piece of it at the most. What one owner brings is done in its order.
 */
export function createTurns(): Turns {
  /** The owner who is next stands first. */
  const waiting = new Map<string, (() => void)[]>();
  let busy = false;

  function next(): void {
    const [first] = waiting;
    busy = first !== undefined;
    if (!first) return;
    const [owner, queue] = first;
    waiting.delete(owner);
    const go = queue.shift();
    if (queue.length > 0) waiting.set(owner, queue);
    go?.();
  }

  return {
    async take(owner, work) {
      if (busy)
        await new Promise<void>((resolve) => {
          const queue = waiting.get(owner);
          if (queue) queue.push(resolve);
          else waiting.set(owner, [resolve]);
        });
      busy = true;
      try {
        return await work();
      } finally {
        next();
      }
    },
  };
}
