import { DriverAdapterError, type MappedError } from '@prisma/driver-adapter-utils';

const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ETIMEDOUT']);

/** Turns a driver's error into the shape that Prisma's engine understands; leaves any other error as it is. */
export function toAdapterError(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  return new DriverAdapterError({
    originalCode: error.code,
    originalMessage: error.message,
    ...mapped(error.code, error.message, detailsOf(error)),
  });
}

function mapped(code: string, message: string, details: ErrorDetails): MappedError {
  if (UNREACHABLE.has(code)) return { kind: 'DatabaseNotReachable', ...addressOf(details) };
  if (code === '3D000') return { kind: 'DatabaseDoesNotExist', ...named('db', message) };
  if (code === '42P01') return { kind: 'TableDoesNotExist', ...named('table', message) };
  if (code === '28P01') return { kind: 'AuthenticationFailed', ...named('user', message) };
  const { severity, detail, column, hint } = details;
  return { kind: 'postgres', code, severity: severity ?? 'ERROR', message, detail, column, hint };
}

type ErrorDetails = Partial<Record<'severity' | 'detail' | 'column' | 'hint' | 'address', string>> & {
  port?: number;
};

/** The optional fields of a driver's error, each only when it has the expected type. */
function detailsOf(error: Error): ErrorDetails {
  const details: ErrorDetails = {};
  const fields = new Map<string, unknown>(Object.entries(error));
  for (const name of ['severity', 'detail', 'column', 'hint', 'address'] as const) {
    const value = fields.get(name);
    if (typeof value === 'string') details[name] = value;
  }
  const port = fields.get('port');
  if (typeof port === 'number') details.port = port;
  return details;
}

function addressOf(details: ErrorDetails): { host?: string; port?: number } {
  return {
    ...(details.address === undefined ? {} : { host: details.address }),
    ...(details.port === undefined ? {} : { port: details.port }),
  };
}

/** The name that PostgreSQL quotes in a message. */
function named<Key extends string>(key: Key, message: string): Partial<Record<Key, string>> {
  const name = /"([^"]+)"/.exec(message)?.[1];
  return name === undefined ? {} : ({ [key]: name } as Record<Key, string>);
}
