/** Every way in which applying migrations can fail. */
export type MigrationErrorCode =
  | 'MIGRATION_EDITED'
  | 'MIGRATION_FAILED_EARLIER'
  | 'MIGRATION_MISSING'
  | 'MIGRATION_SQL_FAILED'
  | 'MIGRATION_LOCKED'
  | 'MIGRATIONS_UNREADABLE'
  | 'DATABASE_UNREACHABLE'
  | 'DATABASE_REFUSED';

/** A failure to bring a database up to date. The message says what to do. */
export class MigrationError extends Error {
  readonly code: MigrationErrorCode;
  /** The migration it is about, where it is about one. */
  readonly migration: string | undefined;

  constructor(code: MigrationErrorCode, message: string, migration?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MigrationError';
    this.code = code;
    this.migration = migration;
  }
}
