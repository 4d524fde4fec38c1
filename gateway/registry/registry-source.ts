import type { RegistrySnapshot } from '../context.ts';
import { readRegistry } from './registry-snapshot.ts';

/** The latest registry that the shared layer gave. */
export interface RegistrySource {
  /** Null until the first answer: then nobody is served. */
  current(): RegistrySnapshot | null;
  /** Asks now. Calls at the same time are one. Keeps what it has when the shared layer does not answer. */
  refresh(): Promise<void>;
  stop(): void;
}

/**
 * Follows the registry: asks at the first `refresh`, then every `pollMs` milliseconds, and every second until the
 * first answer.
 */
export function followRegistry(options: {
  /** Gives the registry's contents as JSON; null when they are still of the version named. */
  readonly fetchRegistry: (knownVersion: string | null) => Promise<unknown>;
  readonly pollMs: number;
  readonly onFault: (error: unknown) => void;
}): RegistrySource {
  let snapshot: RegistrySnapshot | null = null;
  let underWay: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function ask(): Promise<void> {
    clearTimeout(timer);
    try {
      const json = await options.fetchRegistry(snapshot?.version ?? null);
      if (json !== null) snapshot = readRegistry(json);
    } catch (error) {
      options.onFault(error);
    }
    if (!stopped)
      timer = setTimeout(() => void refresh(), snapshot ? options.pollMs : Math.min(options.pollMs, 1000));
  }

  function refresh(): Promise<void> {
    underWay ??= ask().finally(() => (underWay = null));
    return underWay;
  }

  return {
    current: () => snapshot,
    refresh,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
