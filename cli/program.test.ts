import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { PACKAGE_ROOT } from './config.ts';
import { runCli } from './program.ts';

const dataDir = mkdtempSync(path.join(os.tmpdir(), 'agent-network-cli-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

async function run(...args: string[]) {
  const told = { out: '', err: '' };
  const terminal = {
    out: (text: string) => void (told.out += `${text}\n`),
    err: (text: string) => void (told.err += `${text}\n`),
  };
  return { status: await runCli(args, terminal), ...told };
}

describe('the command line', () => {
  it.each([
    ['frob'],
    ['token'],
    ['token', 'acme'],
    ['token', 'a', 'b', 'c'],
    ['token', 'acme', 'project-lead', '--credential', 'x'],
    ['schema'],
    ['dev', '--frob'],
    ['gateway', '--supergraph', 'schema/supergraphs/acme.graphql', '--port', '0'],
    ['gateway', '--supergraph', 'no such file', '--port', '0', '--anonymous'],
    [],
  ])('could not run %p: status 2, nothing on standard output', async (...args) => {
    const { status, out, err } = await run(...args);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).not.toBe('');
  });

  it('helps with status 0', async () => {
    const { status, out } = await run('--help');
    expect(status).toBe(0);
    for (const command of ['dev', 'token', 'seed', 'schema']) expect(out).toContain(command);
  });

  it('runs as an executable, with a token alone on standard output', async () => {
    const bin = path.join(PACKAGE_ROOT, 'cli', 'bin.mjs');
    const env = { ...process.env, DATA_DIR: dataDir };
    const { stdout } = await promisify(execFile)(bin, ['token', 'acme', 'project-lead'], { env });
    expect(stdout).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const failure = promisify(execFile)(bin, ['token', 'acme', 'nobody'], { env });
    await expect(failure).rejects.toMatchObject({ code: 1, stdout: '' });
  });
});
