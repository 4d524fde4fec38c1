import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
}

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
}

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as unknown;
const manifest = read('package.json') as Manifest;
const { packages } = read('package-lock.json') as { readonly packages: Readonly<Record<string, Locked>> };
const locked = Object.entries(packages).filter(([place]) => place !== '');
const nameOf = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** What comes from others, and how it is held. */
describe('the supply chain', () => {
  it('is pinned to exact versions', () => {
    const { dependencies, devDependencies, overrides } = manifest;
    const loose = Object.entries({ ...dependencies, ...devDependencies, ...overrides }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  it('is locked with a checksum, and comes from the registry alone', () => {
    const open = locked.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? ''));
    expect(open.map(([place]) => place)).toEqual([]);
    // The lock names no host: whoever installs says which registry they trust.
    const elsewhere = locked.filter(
      ([, { resolved }]) => resolved !== undefined && !/^https:/.test(resolved),
    );
    expect(elsewhere).toEqual([]);
  });

  it('runs no script when it is installed, and somebody has looked at each that would', () => {
    const scripted = locked
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([place]) => nameOf(place));
    expect(Object.keys(manifest.allowScripts).sort()).toEqual([...new Set(scripted)].sort());
    expect(Object.values(manifest.allowScripts)).toEqual(scripted.map(() => false));
    expect(readFileSync('.npmrc', 'utf8')).toMatch(/^strict-allow-scripts=true$/m);
  });

  it('holds graphql once', () => {
    expect(locked.filter(([place]) => nameOf(place) === 'graphql')).toHaveLength(1);
  });
});
