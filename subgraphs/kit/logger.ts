import { pino, type Logger } from 'pino';

export type { Logger };

/** One JSON line per event on standard output. Credentials never reach it: they are not logged, and redacted if they are. */
export function createLogger(program: string, level: string): Logger {
  return pino({
    name: program,
    level,
    base: null,
    redact: ['authorization', '*.authorization', '*.headers', 'headers', 'token', '*.token'],
  });
}
