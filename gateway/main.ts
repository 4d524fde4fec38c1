import { randomUUID } from 'node:crypto';
import { readSettings } from './config.ts';
import { startGateway } from './gateway.ts';
import { wireGuard } from './stages.ts';
import { createLogger } from './telemetry/logger.ts';
import { createGuardedFetch } from './transport/guarded-fetch.ts';
import { createUndiciWire, WIRE_LIMITS } from './transport/undici-wire.ts';

try {
  const settings = readSettings();
  const logger = createLogger(settings.logLevel);
  const wire = createUndiciWire(WIRE_LIMITS, wireGuard(settings));
  const issuers = createGuardedFetch({ allowPrivate: settings.allowPrivateAddresses === true });
  const gateway = await startGateway(settings, {
    clock: Date.now,
    newId: randomUUID,
    wire,
    fetchKeys: issuers.fetch,
    fetchIssuer: (url, init) => issuers.fetch(url instanceof Request ? url.url : url.toString(), init),
    logger,
  });
  const stop = () => {
    void gateway
      .stop()
      .then(() => Promise.all([wire.close(), issuers.close()]))
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
