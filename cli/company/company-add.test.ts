import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contractSdl } from '#schema/sdl.ts';
import { listCompanies, removeCompany } from '#subgraphs/shared/registry/company-administration.ts';
import { openTestShared, type TestShared } from '#subgraphs/shared/testing/test-shared.ts';
import type { ExitStatus } from '../exit.ts';
import { runCompanyAdd, type AddRequest, type AddTools } from './add-command.ts';

let shared: TestShared;
let folder: string;
beforeAll(async () => {
  shared = await openTestShared();
  folder = await mkdtemp(path.join(tmpdir(), 'company-add-'));
  await writeFile(path.join(folder, 'contract.graphql'), contractSdl());
  await writeFile(path.join(folder, 'thief.graphql'), `${contractSdl()}\nextend type Query { teams: Int }`);
});
afterAll(() => Promise.all([shared.close(), rm(folder, { recursive: true })]));

const ISSUER = 'https://id.globex.example';
const documents: Record<string, unknown> = {
  [`${ISSUER}/.well-known/openid-configuration`]: { issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` },
  [`${ISSUER}/jwks`]: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'x' }] },
  'https://other.example/.well-known/openid-configuration': { issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` },
  'https://leaky.example/jwks': { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'x', d: 'd' }] },
};
const fetchDocument = (url: string | URL | Request) => {
  const address = url instanceof Request ? url.url : url.toString();
  const found = documents[address];
  if (address.startsWith('https://moved.example'))
    return Promise.resolve(new Response(null, { status: 302, headers: { location: `${ISSUER}/jwks` } }));
  return Promise.resolve(new Response(JSON.stringify(found ?? {}), { status: found ? 200 : 404 }));
};

/** Where names lead: to a public address, but for some. */
const NAMES: Record<string, string[]> = {
  'inside.example': ['93.184.216.34', '10.0.0.7'],
  'metadata.example': ['169.254.169.254'],
  'gone.example': [],
};
const resolve = (name: string) => Promise.resolve(NAMES[name] ?? ['93.184.216.34']);

async function add(request: Partial<AddRequest>, prompt: AddTools['prompt'] = null) {
  const out: string[] = [];
  const terminal = { out: (text: string) => void out.push(text), err: (text: string) => void out.push(text) };
  const usual = { ...GLOBEX, sdl: [path.join(folder, 'contract.graphql')] };
  const tools = { fetch: fetchDocument, resolve, now: () => new Date('2026-11-22'), dataDir: folder, prompt };
  const status: ExitStatus = await runCompanyAdd(shared.database, { ...usual, ...request }, terminal, tools);
  return { status, text: out.join('\n') };
}

const GLOBEX = {
  ...{ slug: 'globex', name: 'Globex', issuer: ISSUER, allowPrivate: false, json: false },
  subgraphUrl: 'https://graph.globex.example/graphql',
};
const globex = async () => (await listCompanies(shared.database)).find(({ slug }) => slug === 'globex');

describe('company add', () => {
  it.each<[string, Partial<AddRequest>, string]>([
    ['a private address', { subgraphUrl: 'https://169.254.169.254/graphql' }, 'private network'],
    ['http', { subgraphUrl: 'http://graph.globex.example' }, 'not https'],
    ['a name that leads in here', { subgraphUrl: 'https://inside.example/graphql' }, 'private network'],
    ['a name that leads nowhere', { subgraphUrl: 'https://gone.example/graphql' }, 'leads nowhere'],
    [
      'a password in the address',
      { subgraphUrl: 'https://u:secret@graph.globex.example/' },
      'a name or a password',
    ],
    ['a subgraph that redirects', { sdl: ['https://moved.example/graphql'] }, 'redirects'],
    ['an issuer that redirects', { issuer: 'https://moved.example' }, 'redirects'],
    ['an issuer whose name leads in here', { issuer: 'https://metadata.example' }, 'private network'],
    ['keys whose address leads in here', { jwksUrl: 'https://inside.example/jwks' }, 'private network'],
    ['keys behind a redirect', { jwksUrl: 'https://moved.example/jwks' }, 'redirects'],
    [
      'keys behind a password',
      { jwksUrl: 'https://u:secret@id.globex.example/jwks' },
      'a name or a password',
    ],
    ['an issuer that is another', { issuer: 'https://other.example' }, 'another issuer'],
    ['an issuer that is none', { issuer: 'https://nobody.example' }, 'no discovery document'],
    ['an issuer in here', { issuer: 'https://127.0.0.1' }, 'private network'],
    ['an issuer that gives its keys away', { jwksUrl: 'https://leaky.example/jwks' }, 'secret keys'],
    ['no slug', { slug: 'No Slug' }, 'slug'],
  ])('takes nobody in with %s', async (_, request, reason) => {
    const refused = await add(request).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      exitStatus: expect.any(Number),
      message: expect.stringContaining(reason),
    });
    expect(String(refused)).not.toContain('secret@');
    expect(await globex()).toBeUndefined();
  });

  it('registers nothing of a company whose schema is refused', async () => {
    const { status, text } = await add({ sdl: [path.join(folder, 'thief.graphql')] });
    expect(status).toBe(1);
    expect(text).toContain('ERROR Query.teams');
    expect(await globex()).toBeUndefined();
  });

  it('takes a company in, with a key of its own, and again without a change', async () => {
    const { status, text } = await add({});
    expect(status).toBe(0);
    expect(text).toContain('COMPANY=globex');
    const first = await globex();
    expect(first).toMatchObject({ state: 'ACTIVE', jwksUri: `${ISSUER}/jwks`, keys: [{ retiredAt: null }] });
    expect((await add({})).status).toBe(0);
    expect(await globex()).toEqual(first);
  });

  it('asks for what it was not told, with what is known as the usual answer', async () => {
    const asked: string[] = [];
    const prompt = (question: string, usual: string | null) => {
      asked.push(`${question} [${usual ?? ''}]`);
      return Promise.resolve('');
    };
    const { name, ...rest } = GLOBEX;
    const out = { out: () => undefined, err: () => undefined };
    const tools = {
      fetch: fetchDocument,
      resolve,
      now: () => new Date('2026-11-22'),
      dataDir: folder,
      prompt,
    };
    await runCompanyAdd(
      shared.database,
      { ...rest, sdl: [path.join(folder, 'contract.graphql')] },
      out,
      tools,
    );
    expect(asked).toEqual([`Its name [${name}]`]);
  });

  it('takes nobody in who has been removed', async () => {
    await removeCompany(shared.database, 'globex', Date.now);
    await expect(add({})).rejects.toThrow('for good');
  });
});
