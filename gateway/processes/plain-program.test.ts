import { afterAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const HERE = import.meta.dirname;
const NODE_MODULES = path.resolve(HERE, '../../node_modules');
mkdirSync(path.join(NODE_MODULES, '.cache'), { recursive: true });
const cache = mkdtempSync(path.join(NODE_MODULES, '.cache', 'plain-program-'));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

interface Said {
  readonly url: string;
  readonly hash: string;
  readonly message: string;
  readonly ranFrom: string;
}

const program = path.join(HERE, 'testing', 'plain.ts');

/** Runs a program in a process of its own. */
async function run(cacheFolder: string, file = program): Promise<Said> {
  const { importProgram, entry } = {
    importProgram: JSON.stringify(path.join(HERE, 'plain-program.mjs')),
    entry: JSON.stringify(`file://${file}`),
  };
  const script = `const { importProgram } = await import(${importProgram}); await importProgram(new URL(${entry}), ${JSON.stringify(cacheFolder)});`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: {},
  });
  return JSON.parse(stdout) as Said;
}

describe('a program without a loader', () => {
  it('runs from what was compiled of it, and finds its files where its source is', async () => {
    const said = await run(cache);
    expect(said.ranFrom).toContain(cache);
    expect(said.url).toBe(`file://${program}`);
    expect(said.hash).toHaveLength(64);
    expect(said.message).toBe('The request is not well-formed.');
  });

  it('is kept once for all its starts, also where they are at the same time', async () => {
    await Promise.all([run(cache), run(cache)]);
    expect(readdirSync(cache)).toHaveLength(1);
  });

  it('is compiled again when its source changed, and what is of another day goes', async () => {
    const [old = ''] = readdirSync(cache);
    utimesSync(path.join(cache, old), 0, 0);
    const file = path.join(cache, '..', `${path.basename(cache)}.ts`);
    writeFileSync(file, "process.stdout.write(JSON.stringify({ message: 'another' satisfies string }));");
    const said = await run(cache, file).finally(() => rmSync(file));
    expect(said.message).toBe('another');
    expect(readdirSync(cache)).toHaveLength(1);
    expect(readdirSync(cache)).not.toContain(old);
  });

  it('runs by the loader where nothing can be written', async () => {
    const file = path.join(cache, 'file');
    writeFileSync(file, '');
    const said = await run(path.join(file, 'no-folder'));
    expect(said.ranFrom).toContain(program);
    expect(said.message).toBe('The request is not well-formed.');
  });
});
