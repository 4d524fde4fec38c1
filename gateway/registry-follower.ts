import { registryChange } from '#schema/wire/registry.ts';
import type { Clock } from '#schema/wire/signatures.ts';
import type { GatewaySettings } from './config.ts';
import { createRegistryCache, type RegistryCache } from './registry/registry-cache.ts';
import { listenForChanges } from './registry/registry-changes.ts';
import { followRegistry, type RegistrySource } from './registry/registry-source.ts';
import type { SharedLayer } from './shared-layer.ts';
import type { Logger } from './telemetry/logger.ts';

/** The registry as this gateway has it, once it is started. */
export interface RegistryFollower extends RegistrySource {
  start(): void;
}

const USUAL_HOURS = 24;
const HOUR_MS = 3_600_000;

interface Tools {
  readonly shared: Pick<SharedLayer, 'registry' | 'registryChange' | 'keys'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told of a change before it is read. */
  readonly onChange: () => void;
}

/**
 * Follows the registry in three ways: it is told of changes as they happen, it polls for when that fails, and begins with
 * what it kept of an earlier run where the shared layer is away.
 */
export function createRegistryFollower(settings: GatewaySettings, tools: Tools): RegistryFollower {
  const { shared, clock } = tools;
  let stopped = false;
  const onFault = (error: unknown) => {
    if (!stopped) tools.logger.warn({ reason: String(error) }, 'the registry could not be read');
  };
  const cache = cacheOf(settings, tools);
  const source = followRegistry({
    fetchRegistry: (version) => shared.registry(version),
    pollMs: settings.registryPollMs,
    keepMs: (settings.registryCacheHours ?? USUAL_HOURS) * HOUR_MS,
    ...{ clock, cache, onFault },
  });
  const listener = listenForChanges({
    isChanged: async (known) => {
      const { version, signature } = registryChange.parse(await shared.registryChange(known));
      if (version !== known) return true;
      source.confirm();
      await cache?.confirm(signature).catch(onFault);
      return false;
    },
    knownVersion: () => source.current()?.version ?? null,
    onChange: () => {
      tools.onChange();
      return source.refresh();
    },
    mostWaitMs: Math.max(settings.registryPollMs, 1000),
  });
  return {
    ...source,
    start: () => void source.refresh().then(() => listener.start()),
    stop: () => {
      stopped = true;
      source.stop();
      listener.stop();
    },
  };
}

function cacheOf(settings: GatewaySettings, { shared, clock }: Tools): RegistryCache | undefined {
  if (settings.registryCacheFile === undefined) return undefined;
  return createRegistryCache({
    file: settings.registryCacheFile,
    pinnedKeys: settings.sharedKeys ?? null,
    fetchKeys: () => shared.keys(),
    clock,
  });
}
