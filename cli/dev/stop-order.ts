/** Something that runs until it is stopped. */
export interface Stoppable {
  stop(): Promise<void>;
  /** Ends it at once, for people who press Ctrl-C twice. */
  kill?(): void;
}

/** What is begun first is stopped last; things of one layer are stopped side by side. */
export const LAYER = { database: 0, issuer: 1, shared: 2, companies: 3, gateway: 4, dashboard: 5 } as const;
/** See {@link LAYER}. */
export type Layer = (typeof LAYER)[keyof typeof LAYER];

/** The network is being stopped: nothing new is begun. */
export class StoppingError extends Error {
  readonly code = 'STOPPING';

  constructor() {
    super('The network is being stopped.');
    this.name = 'StoppingError';
  }
}

/** Everything begun so far, begun wholly or not. */
export interface StopOrder {
  /** Begins something. Throws `StoppingError` once stopping has begun. */
  begin<Thing extends Stoppable>(layer: Layer, start: () => Promise<Thing> | Thing): Promise<Thing>;
  /** Stops all, the highest layer first, whatever fails on the way; what is still starting is waited for first. */
  stopAll(): Promise<readonly unknown[]>;
  /** Ends all that is begun, at once. `stopAll` still has to see to the rest. */
  killAll(): void;
  /** Whether stopping has begun. */
  stopping(): boolean;
}

/** Keeps what has to be stopped, so that a failure or a Ctrl-C in mid-start leaves nothing behind. */
export function createStopOrder(): StopOrder {
  const begun: { layer: Layer; thing: Promise<Stoppable>; kill: () => void }[] = [];
  let stopping = false;
  return {
    begin: async (layer, start) => {
      if (stopping) throw new StoppingError();
      const thing = Promise.resolve().then(start);
      const entry = { layer, thing, kill: () => {} };
      begun.push(entry);
      const started = await thing;
      entry.kill = () => started.kill?.();
      return started;
    },
    stopAll: async () => {
      stopping = true;
      const failures: unknown[] = [];
      for (const layer of Object.values(LAYER).sort((a, b) => b - a)) {
        const here = begun.filter((entry) => entry.layer === layer);
        const stopped = await Promise.allSettled(here.map(({ thing }) => stopOne(thing)));
        for (const end of stopped) if (end.status === 'rejected') failures.push(end.reason);
      }
      return failures;
    },
    killAll: () => begun.forEach(({ kill }) => kill()),
    stopping: () => stopping,
  };
}

async function stopOne(thing: Promise<Stoppable>): Promise<void> {
  // What could not start has said so to whoever began it, and needs no stopping.
  const started = await thing.catch(() => null);
  await started?.stop();
}
