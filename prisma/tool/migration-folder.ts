import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { MigrationError } from './migration-error.ts';

/** One `<directory>/<name>/migration.sql`. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** Reads a migrations folder in the order of application, which is that of the names. Rejects with `MIGRATIONS_UNREADABLE`. */
export async function readMigrations(directory: string): Promise<Migration[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    return await Promise.all(names.sort().map((name) => readMigration(directory, name)));
  } catch (error) {
    const message = `The migrations in ${directory} cannot be read. Each of its folders needs a migration.sql.`;
    throw new MigrationError('MIGRATIONS_UNREADABLE', message, undefined, { cause: error });
  }
}

async function readMigration(directory: string, name: string): Promise<Migration> {
  return { name, sql: await readFile(path.join(directory, name, 'migration.sql'), 'utf8') };
}

/** SHA-256 in hex of the whole script, as Prisma records it (prisma-engines, `schema-connector/src/checksum.rs`). */
export const checksumOf = (sql: string): string => createHash('sha256').update(sql).digest('hex');

/** Whether a script is the one of a checksum. A checkout may have changed the line ends; Prisma accepts that as well. */
export function matchesChecksum(sql: string, checksum: string): boolean {
  const unix = sql.replaceAll('\r\n', '\n');
  return [sql, unix, unix.replaceAll('\n', '\r\n')].some((variant) => checksumOf(variant) === checksum);
}
