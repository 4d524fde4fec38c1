/** As much of an event emitter as listening takes. */
interface Emitter {
  on(event: string, listener: () => void): unknown;
  off(event: string, listener: () => void): unknown;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Waits for people, or whoever runs this process, to want it stopped. */
export interface StopRequest {
  /** Settles at the first request: Ctrl-C, SIGTERM, a closed terminal. */
  readonly asked: Promise<void>;
  /** Stops listening. */
  dispose(): void;
  /** Makes a request in the place of whoever cannot. */
  ask(): void;
}

const WATCH_MS = 500;

/** Calls `onGone` once this process's parent is gone: then the system has given it another. Returns what ends the watch. */
export function watchParent(source: { readonly ppid: number }, onGone: () => void): () => void {
  const parent = source.ppid;
  const timer = setInterval(() => {
    if (source.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, WATCH_MS);
  return () => clearInterval(timer);
}

/**
 * Listens for requests to stop.
 *
 * @param onImpatience called at each further Ctrl-C
 * @param outputs the terminal: once nobody reads it any more, that is a request too
 */
export function listenForStop(
  source: Emitter,
  outputs: readonly Emitter[],
  onImpatience: () => void,
): StopRequest {
  let requests = 0;
  let settle = () => {};
  const asked = new Promise<void>((resolve) => (settle = resolve));
  const listener = () => {
    requests += 1;
    if (requests === 1) settle();
    else onImpatience();
  };
  const ask = () => settle();
  for (const signal of SIGNALS) source.on(signal, listener);
  for (const output of outputs) output.on('error', ask);
  return {
    asked,
    ask,
    dispose: () => {
      for (const signal of SIGNALS) source.off(signal, listener);
    },
  };
}
