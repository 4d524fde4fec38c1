import { describe, expect, it } from '@jest/globals';
import { failureReason, fileFailure, isPassing } from './failure-reason.ts';

const run = { code: 1, dataDir: '/data', port: 5433 };

/** What the programs print, word for word. */
const cases: [string, string, string, number?][] = [
  [
    'initdb on a full disk',
    'DISK_FULL',
    'initdb: error: could not write file "/data/PG_VERSION": No space left on device',
  ],
  [
    'the server on a full disk',
    'DISK_FULL',
    'FATAL:  could not write lock file "postmaster.pid": No space left on device',
  ],
  ['a quota', 'DISK_FULL', 'FATAL:  could not extend file "base/5/1259": Disk quota exceeded'],
  [
    'a port in use',
    'PORT_TAKEN',
    'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use\nFATAL:  could not create any TCP/IP sockets',
  ],
  ['a port below 1024', 'PORT_TAKEN', 'LOG:  could not bind IPv4 address "127.0.0.1": Permission denied'],
  ['a folder of another user', 'DATA_FOLDER_DENIED', 'FATAL:  data directory "/data" has wrong ownership'],
  ['a folder open to all', 'DATA_FOLDER_DENIED', 'FATAL:  data directory "/data" has invalid permissions'],
  ['a folder of version 15', 'DATA_FOLDER_INVALID', 'FATAL:  database files are incompatible with server'],
  [
    'a damaged folder',
    'DATA_FOLDER_INVALID',
    'PANIC:  could not locate a valid checkpoint record at 0/1528F08',
  ],
  ['Alpine', 'BINARIES_BROKEN', 'spawn /p/native/bin/initdb ENOENT', 127],
  [
    'Alpine, as root',
    'BINARIES_BROKEN',
    'unshare: failed to execute /p/bin/initdb: No such file or directory',
    127,
  ],
  [
    'a library that is not there',
    'BINARIES_BROKEN',
    '/p/bin/postgres: error while loading shared libraries: libicuuc.so.60: cannot open shared object file',
    127,
  ],
  ['anything else', 'START_FAILED', 'LOG:  starting\nFATAL:  the moon is in the wrong quarter\nLOG:  bye'],
  ['silence', 'START_FAILED', ''],
];

describe('failureReason', () => {
  it.each(cases)('knows %s', (_, code, printed, exitCode = 1) => {
    const reason = failureReason({ ...run, code: exitCode, lines: printed.split('\n') });
    expect(reason).toMatchObject({ code, message: expect.stringContaining('DATABASE_URL') });
    expect(reason.logLines).toEqual(printed.split('\n'));
  });

  it('names what a person has to change', () => {
    const of = (line: string): string => failureReason({ ...run, lines: [line] }).message;
    expect(
      of('Address already in use: could not bind IPv4 address "127.0.0.1": Address already in use'),
    ).toContain('Port 5433');
    expect(of('No space left on device')).toContain('/data');
    expect(of('FATAL:  the moon')).toContain('FATAL:  the moon');
  });
});

describe('fileFailure', () => {
  it('knows errors of the file system, and returns others', () => {
    const failure = (code: string) => fileFailure(Object.assign(new Error('x'), { code }), '/data');
    expect(failure('ENOSPC')).toMatchObject({ code: 'DISK_FULL' });
    expect(failure('EROFS')).toMatchObject({ code: 'DATA_FOLDER_DENIED' });
    expect(failure('EIO')).toMatchObject({ code: 'EIO' });
  });
});

describe('isPassing', () => {
  it('is true for what another try may find gone', () => {
    expect(isPassing(['FATAL:  lock file "postmaster.pid" already exists'])).toBe(true);
    expect(isPassing(['FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use'])).toBe(true);
    expect(isPassing(['FATAL:  no space'])).toBe(false);
  });
});
