import { EmbeddedPostgresError, USE_YOUR_OWN } from './embedded-error.ts';
import { errorCode } from './error-code.ts';

export interface FailedRun {
  readonly code: number | null;
  /** What the program printed, newest last. */
  readonly lines: readonly string[];
  readonly dataDir: string;
  readonly port?: number;
}

/** Says why `initdb` or `postgres` gave up, from what it printed. Pure. */
export function failureReason({ code, lines, dataDir, port }: FailedRun): EmbeddedPostgresError {
  const text = lines.join('\n');
  const because = (reason: EmbeddedPostgresError['code'], message: string): EmbeddedPostgresError =>
    new EmbeddedPostgresError(reason, `${message} ${USE_YOUR_OWN}`, lines);
  if (/No space left on device|Disk quota exceeded/i.test(text)) {
    return because(
      'DISK_FULL',
      `The disk that holds the data folder ${dataDir} is full. Free some space and start again.`,
    );
  }
  if (
    /could not bind .*(Address already in use|Permission denied)|could not create any TCP\/IP sockets/i.test(
      text,
    )
  ) {
    const where = `Port ${port ?? 0} on 127.0.0.1 is taken by another program, or is not allowed.`;
    return because('PORT_TAKEN', `${where} Stop that program, or set DATABASE_PORT to a free port.`);
  }
  if (
    /cannot execute|error while loading shared libraries|No such file or directory$|ENOENT|Exec format error/im.test(
      text,
    ) &&
    code === 127
  ) {
    return because(
      'BINARIES_BROKEN',
      'The PostgreSQL binaries do not run here: they need glibc (not Alpine) and the libraries beside them.',
    );
  }
  if (/invalid permissions|Permission denied|has wrong ownership|EACCES/i.test(text)) {
    return because(
      'DATA_FOLDER_DENIED',
      `PostgreSQL may not use the data folder ${dataDir}. It must belong to the user who runs this, with mode 0700.`,
    );
  }
  if (
    /database files are incompatible|is not a (valid|database) |could not locate a valid checkpoint|invalid checkpoint/i.test(
      text,
    )
  ) {
    return because(
      'DATA_FOLDER_INVALID',
      `The data folder ${dataDir} is damaged or was made by another PostgreSQL version. Restore it from a backup, or move it away to begin anew.`,
    );
  }
  return because(
    'START_FAILED',
    `PostgreSQL ended with code ${code ?? 'none'} instead of starting: ${lastTelling(lines)}.`,
  );
}

/** The same for an error of the file system, met while the data folder is made. Other errors are returned as they are. */
export function fileFailure(error: unknown, dataDir: string): unknown {
  const text = FILE_ERRORS.get(errorCode(error) ?? '');
  return text === undefined ? error : failureReason({ code: null, lines: [text], dataDir });
}

const FILE_ERRORS: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'No space left on device'],
  ['EDQUOT', 'Disk quota exceeded'],
  ['EACCES', 'Permission denied'],
  ['EPERM', 'Permission denied'],
  ['EROFS', 'Permission denied: read-only file system'],
]);

/** Reasons that pass by themselves: another start of the same folder, or the remains of a killed server. */
export function isPassing(lines: readonly string[]): boolean {
  return /lock file "postmaster\.pid" already exists|pre-existing shared memory block/.test(lines.join('\n'));
}

function lastTelling(lines: readonly string[]): string {
  return lines.findLast((line) => /FATAL|PANIC|error:/i.test(line)) ?? lines.at(-1) ?? 'it printed nothing';
}
