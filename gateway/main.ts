import { randomUUID } from 'node:crypto';
import type { FetchImplementation } from 'jose';
import { faultOfUrl } from '#schema/wire/address-rules.ts';
import { readSettings } from './config.ts';
import { startGateway } from './gateway.ts';
import { SHARED_PROGRAM } from './send.ts';
import { createLogger } from './telemetry/logger.ts';
import { createUndiciWire, WIRE_LIMITS } from './transport/undici-wire.ts';

try {
  const settings = readSettings();
  const logger = createLogger(settings.logLevel);
  const open = settings.allowPrivateAddresses === true;
  const wire = createUndiciWire(WIRE_LIMITS, { allows: (program) => open || program === SHARED_PROGRAM });
  const fetchKeys: FetchImplementation = (url, init) => {
    const fault = faultOfUrl(url, open);
    return fault === null
      ? globalThis.fetch(url, { ...init, redirect: 'error' })
      : Promise.reject(new Error(`the address of an issuer's keys ${fault}`));
  };
  const fetchIssuer: typeof globalThis.fetch = (url, init) => {
    const fault = faultOfUrl(String(url instanceof Request ? url.url : url), open);
    return fault === null
      ? globalThis.fetch(url, { ...init, redirect: 'error' })
      : Promise.reject(new Error(`the address of an issuer ${fault}`));
  };
  const gateway = await startGateway(settings, {
    clock: Date.now,
    newId: randomUUID,
    wire,
    fetchKeys,
    fetchIssuer,
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
