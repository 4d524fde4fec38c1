/** Every way in which the embedded database can fail to start, run or stop. */
export type EmbeddedPostgresErrorCode =
  | 'UNSUPPORTED_PLATFORM'
  | 'BINARIES_MISSING'
  | 'BINARIES_BROKEN'
  | 'NO_UNPRIVILEGED_USER'
  | 'DATA_FOLDER_DENIED'
  | 'DATA_FOLDER_INVALID'
  | 'SECRET_MISSING'
  | 'SECRET_REFUSED'
  | 'PORT_TAKEN'
  | 'DISK_FULL'
  | 'INVALID_NAME'
  | 'START_FAILED'
  | 'START_TIMEOUT'
  | 'STOP_FAILED';

/** A failure of the embedded database. The message says what to do; `logLines` is what the program printed last. */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresErrorCode;
  readonly logLines: readonly string[];

  constructor(code: EmbeddedPostgresErrorCode, message: string, logLines: readonly string[] = []) {
    super(message);
    this.name = 'EmbeddedPostgresError';
    this.code = code;
    this.logLines = logLines;
  }
}

/** The way out that always exists. */
export const USE_YOUR_OWN = 'Or set DATABASE_URL to a PostgreSQL server of your own.';
