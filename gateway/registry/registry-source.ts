import type { Clock } from '#schema/wire/signatures.ts';
import type { RegistrySnapshot } from '../context.ts';
import type { RegistryCache } from './registry-cache.ts';
import { readRegistry } from './registry-snapshot.ts';

/** The latest registry that the shared layer gave. */
export interface RegistrySource {
  /** Null until the first answer, and once the last one is too long ago: then nobody is served. */
  current(): RegistrySnapshot | null;
  /** Asks now. Calls at the same time are one. Keeps what it has when the shared layer does not answer. */
  refresh(): Promise<void>;
  /** The shared layer said otherwise that what there is still holds. */
  confirm(): void;
  stop(): void;
}

/**
 * Follows the registry: asks at the first `refresh`, then every `pollMs` milliseconds, and every second until the
 * first answer. Without any answer it begins with what was kept of an earlier run, if anything was.
 */
export function followRegistry(options: {
  /** Gives the registry's contents as JSON; null when they are still of the version named. */
  readonly fetchRegistry: (knownVersion: string | null) => Promise<unknown>;
  readonly pollMs: number;
  readonly clock: Clock;
  /** For how long what there is serves without an answer of the shared layer, in milliseconds. */
  readonly keepMs: number;
  readonly cache?: Pick<RegistryCache, 'load' | 'keep'> | undefined;
  readonly onFault: (error: unknown) => void;
}): RegistrySource {
  const { cache, clock } = options;
  let snapshot: RegistrySnapshot | null = null;
  let confirmedAt = 0;
  let underWay: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function ask(): Promise<void> {
    clearTimeout(timer);
    try {
      const json = await options.fetchRegistry(snapshot?.version ?? null);
      if (json !== null) snapshot = readRegistry(json);
      confirmedAt = clock();
      if (json !== null) void cache?.keep(json).catch(options.onFault);
    } catch (error) {
      options.onFault(error);
      if (snapshot === null) await takeKept();
    }
    if (!stopped)
      timer = setTimeout(() => void refresh(), snapshot ? options.pollMs : Math.min(options.pollMs, 1000));
  }

  function take(json: unknown, at: number): void {
    snapshot = readRegistry(json);
    confirmedAt = at;
  }

  async function takeKept(): Promise<void> {
    try {
      const kept = await cache?.load();
      if (kept) take(kept.json, kept.since);
    } catch (error) {
      options.onFault(error);
    }
  }

  function refresh(): Promise<void> {
    underWay ??= ask().finally(() => (underWay = null));
    return underWay;
  }

  return {
    current: () => (clock() - confirmedAt > options.keepMs ? null : snapshot),
    refresh,
    confirm: () => void (confirmedAt = clock()),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
