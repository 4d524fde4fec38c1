import { pino, type Logger } from 'pino';

export type { Logger };

/** One JSON line per event on standard output; credentials never reach it, and are redacted if they do. */
export function createLogger(level: string): Logger {
  return pino({
    name: 'gateway',
    level,
    base: null,
    redact: ['authorization', '*.authorization', 'token', '*.token', 'caller.token'],
  });
}
