import path from 'node:path';
import { matchesChecksum, readMigrations } from '#prisma/tool/migration-folder.ts';
import { PACKAGE_ROOT } from '../config.ts';
import { CliError } from '../exit.ts';
import type { BackedUpProgram, Manifest } from './manifest.ts';

const PROGRAMS: readonly BackedUpProgram[] = ['shared', 'company'];

/** Where a program's migrations are. */
export function migrationsOf(program: BackedUpProgram): string {
  return path.join(PACKAGE_ROOT, 'prisma', program, 'migrations');
}

/** Whose database it is that has these schemas; null for nobody's that we know. */
export async function programOfSchemas(schemas: Manifest['schemas']): Promise<BackedUpProgram | null> {
  const first = schemas.find(({ name }) => name === 'public')?.migrations[0]?.name;
  for (const program of PROGRAMS)
    if ((await readMigrations(migrationsOf(program))).some(({ name }) => name === first)) return program;
  return null;
}

/**
 * Refuses a backup that needs migrations which a folder does not have, or has otherwise. More of them do no harm: they
 * are applied when the program starts.
 *
 * @throws CliError `BACKUP_VERSION`
 */
export async function mustKnow(
  migrated: Manifest['schemas'][number]['migrations'],
  directory: string,
): Promise<void> {
  const known = new Map((await readMigrations(directory)).map(({ name, sql }) => [name, sql]));
  for (const { name, checksum } of migrated) {
    const sql = known.get(name);
    if (sql === undefined)
      throw new CliError(
        'BACKUP_VERSION',
        `The backup is of a newer version, which has migration ${name}: restore it with that.`,
      );
    if (!matchesChecksum(sql, checksum))
      throw new CliError(
        'BACKUP_VERSION',
        `Migration ${name} is another than that of the backup: restore it with the version that wrote it.`,
      );
  }
}
