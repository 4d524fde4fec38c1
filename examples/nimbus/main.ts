import { pino } from 'pino';
import { readSettings } from './config.ts';
import { startNimbus } from './server.ts';

try {
  const settings = readSettings();
  const logger = pino({ name: 'company-nimbus', level: settings.logLevel, base: null });
  const program = await startNimbus(settings, { clock: Date.now, fetch, logger });
  let stopping: Promise<void> | undefined;
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => void (stopping ??= program.stop().then(() => process.exit(0))));
} catch (error) {
  process.stderr.write(`Nimbus could not start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
