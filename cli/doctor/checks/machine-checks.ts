import { existsSync } from 'node:fs';
import { stat, statfs } from 'node:fs/promises';
import { problem, warning, type Check, type Finding } from '../finding.ts';

const OLDEST_NODE = [20, 19] as const;

/** Node's version. */
export function nodeCheck(version: string): Check {
  return {
    name: 'Node',
    run: () => (isOld(version) ? [problem('NODE_TOO_OLD', `This is Node ${version}.`)] : []),
  };
}

function isOld(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

/** Whether others on the machine may read a file that holds a secret. */
export function secretFileCheck(setting: string, file: string): Check {
  return {
    name: setting,
    async run() {
      const { mode } = await stat(file);
      const open = (mode & 0o077) !== 0;
      return open
        ? [
            problem(
              'KEY_FILE_OPEN',
              `The file of ${setting} can be read by others (mode ${(mode & 0o777).toString(8)}).`,
            ),
          ]
        : [];
    },
  };
}

const LOW = { bytes: 1_073_741_824, share: 0.05 };

/** What `statfs` tells of a disk, as far as it matters. */
export interface DiskFacts {
  readonly bsize: number;
  readonly blocks: number;
  readonly bavail: number;
}

/** Room for the embedded database, where there is one. */
export function diskCheck(folder: string, look: (folder: string) => Promise<DiskFacts> = statfs): Check {
  return {
    name: 'disk',
    async run() {
      if (!existsSync(folder)) return [];
      const { bsize, blocks, bavail } = await look(folder);
      return roomFindings(bavail * bsize, blocks * bsize);
    },
  };
}

function roomFindings(free: number, all: number): Finding[] {
  const told = `${(free / LOW.bytes).toFixed(1)} of ${(all / LOW.bytes).toFixed(1)} GiB are free where the embedded database lies.`;
  if (free < LOW.bytes) return [problem('DISK_LOW', told)];
  return free < all * LOW.share ? [warning('DISK_LOW', told)] : [];
}
