import { randomUUID } from 'node:crypto';
import type { FetchImplementation } from 'jose';
import { readSettings } from './config.ts';
import { startGateway } from './gateway.ts';
import { createLogger } from './telemetry/logger.ts';
import { createUndiciWire } from './transport/undici-wire.ts';

try {
  const settings = readSettings();
  const logger = createLogger(settings.logLevel);
  const wire = createUndiciWire();
  const fetchKeys: FetchImplementation = (url, init) => globalThis.fetch(url, init);
  const gateway = await startGateway(settings, {
    clock: Date.now,
    newId: randomUUID,
    wire,
    fetchKeys,
    logger,
  });
  const stop = () => {
    void gateway
      .stop()
      .then(() => wire.close())
      .finally(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  process.stderr.write(
    `The gateway could not start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
}
