import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { composeView } from '#schema/compose.ts';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import { sha256 } from '#schema/wire/hash.ts';
import { companySdl } from '../scenario/realms.ts';
import { runCli } from '../program.ts';

let folder: string;
const inFolder = (...names: string[]) => path.join(folder, ...names);
const view = composeView(sharedSdl(), companySdl('acme'));
const THIEF = `${contractSdl()}\nextend type Thread { title: String! @override(from: "shared") }`;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'schema-compose-'));
  await mkdir(inFolder('network', 'shared'), { recursive: true });
  await writeFile(inFolder('network', 'shared', 'all.graphql'), sharedSdl());
  await writeFile(inFolder('network', 'acme.graphql'), companySdl('acme'));
  await writeFile(inFolder('network', 'README.md'), 'no schema');
  await writeFile(inFolder('thief.graphql'), THIEF);
  await writeFile(inFolder('broken.graphql'), `${contractSdl()}\nextend type Query { acmeX: AcmeNowhere }`);
  await writeFile(inFolder('syntax.graphql'), 'type {');
  const companies = [{ company: 'acme', sdl: companySdl('acme') }];
  const served = { contractSdl: contractSdl(), sharedSdl: sharedSdl(), companies, documents: [] };
  await writeFile(inFolder('network.json'), JSON.stringify(served));
});
afterAll(() => rm(folder, { recursive: true }));

async function compose(...args: string[]) {
  const told = { out: '', err: '' };
  const terminal = {
    out: (text: string) => void (told.out += `${text}\n`),
    err: (text: string) => void (told.err += `${text}\n`),
  };
  return { status: await runCli(['schema', 'compose', ...args], terminal), ...told };
}

describe('schema compose --company', () => {
  it.each([
    ['a file that was fetched', () => ['--network', inFolder('network.json')]],
    ['a folder', () => ['--network', inFolder('network')]],
    ['a file of its own and this checkout', () => [inFolder('network', 'acme.graphql')]],
  ])('prints the supergraph that a gateway would serve, of %s', async (_, more) => {
    const { status, out } = await compose('--company', 'acme', ...more());
    expect([status, out.trim()]).toEqual([0, view.trim()]);
  });

  it('writes it to a file, and says what it is', async () => {
    const file = inFolder('supergraph.graphql');
    const { status, out } = await compose(
      '--company',
      'acme',
      '--network',
      inFolder('network'),
      '--out',
      file,
      '--json',
    );
    expect(status).toBe(0);
    const told = JSON.parse(out) as Record<string, unknown>;
    expect(told).toMatchObject({ company: 'acme', file, problems: [], hash: sha256(view) });
    expect(told).not.toHaveProperty('supergraphSdl');
    expect(
      buildSchema(await readFile(file, 'utf8'), { assumeValidSDL: true }).getType('AcmeCase'),
    ).toBeDefined();
  });

  it.each([
    ['takes what is not its own', 'thief.graphql', 'Thread.title: '],
    ['does not compose', 'broken.graphql', 'AcmeNowhere'],
    ['cannot be read', 'syntax.graphql', 'Syntax Error'],
  ])('ends with 1 and writes nothing where an SDL %s', async (_, name, said) => {
    const file = inFolder(`of-${name}`);
    const { status, out, err } = await compose(inFolder(name), '--company', 'acme', '--out', file);
    expect([status, out]).toEqual([1, '']);
    expect(err).toContain(said);
    await expect(readFile(file)).rejects.toThrow('ENOENT');
    const json = await compose(inFolder(name), '--company', 'acme', '--json');
    expect(json.status).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({ supergraphSdl: null, hash: null });
  });

  it.each([
    [['--company', 'No Slug']],
    [['--company', 'harbor', '--network', 'nowhere.json']],
    [['--company', 'nobody']],
    [['--company', 'acme', '--network', 'http://127.0.0.1:1']],
    [['nowhere.graphql', '--company', 'acme']],
    [['nowhere.graphql']],
    [['--network', 'network.json']],
  ])('ends with 2 where it cannot run: %p', async (args) => {
    const { status, out } = await compose(...args);
    expect([status, out]).toEqual([2, '']);
  });
});
