/** What a part of the dashboard in a file of its own has come to. */
export interface LaterState<Part> {
  /** Null while it is not there. */
  readonly part: Part | null;
  /** What kept it from coming; null while nothing has. */
  readonly fault: Error | null;
}

/** A part of the dashboard in a file of its own. It can be asked for before anybody is to show it. */
export interface Later<Part> {
  /** Asks for it, once. */
  ask(): void;
  readonly state: () => LaterState<Part>;
  /** Asks for it, and tells when its state changes, until the function that it gives is called. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** A part that `load` brings. Its state is there at once where it was asked for before, which React's own `lazy` has not. */
export function later<Part>(load: () => Promise<Part>): Later<Part> {
  let state: LaterState<Part> = { part: null, fault: null };
  let isAsked = false;
  const listeners = new Set<() => void>();
  const become = (next: LaterState<Part>) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const ask = () => {
    if (isAsked) return;
    isAsked = true;
    load().then(
      (part) => become({ part, fault: null }),
      (fault: unknown) => become({ part: null, fault: new Error('a file did not come', { cause: fault }) }),
    );
  };
  return {
    ask,
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      ask();
      return () => void listeners.delete(listener);
    },
  };
}
