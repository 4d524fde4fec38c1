import { randomUUID } from 'node:crypto';
import { createLogger } from '../telemetry/logger.ts';
import { createUndiciWire } from '../transport/undici-wire.ts';
import { readStaticSettings, type StaticOptions } from './config.ts';
import { startStaticGateway } from './static-gateway.ts';

/** Connections to one subgraph: nobody's calls are held apart from anybody else's here. */
const WIRE = { connections: 256, programs: 500, idleMs: 30_000 };

/**
 * Serves a supergraph without tenants until the process is told to end; `say` is told its address once it listens.
 *
 * @throws SettingsError for settings that are missing or wrong
 */
export async function runStaticGateway(options: StaticOptions, say: (line: string) => void): Promise<void> {
  const settings = readStaticSettings(options);
  const wire = createUndiciWire(WIRE);
  const gateway = await startStaticGateway(settings, {
    clock: Date.now,
    newId: randomUUID,
    wire,
    logger: createLogger(settings.logLevel),
  });
  say(`${gateway.url}/graphql serves ${options.supergraph} to anybody, with no tenants and no tokens.`);
  await new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
  await gateway.stop();
  await wire.close();
}
