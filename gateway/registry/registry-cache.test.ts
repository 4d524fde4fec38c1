import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import { GATEWAY_AUDIENCE, SHARED_AUDIENCE } from '#schema/wire/credentials.ts';
import { sha256 } from '#schema/wire/hash.ts';
import { REGISTRY_SIGNATURE_TYPE } from '#schema/wire/registry.ts';
import { createSigner, type Signer } from '#schema/wire/signatures.ts';
import { createRegistryCache } from './registry-cache.ts';

const NOW = 1_790_000_000_000;
const newSigner = async (kid: string) => {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return createSigner({ ...(await exportJWK(privateKey)), alg: 'EdDSA', kid });
};
const shared = await newSigner('shared');
const stranger = await newSigner('stranger');

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'registry-cache-'));
  file = path.join(folder, 'registry.json');
});
afterEach(() => rm(folder, { recursive: true }));

const open = (more: { pinned?: Signer; shown?: Signer; clock?: () => number } = {}) =>
  createRegistryCache({
    file,
    clock: more.clock ?? (() => NOW),
    pinnedKeys: more.pinned ? { keys: [...more.pinned.jwks.keys] } : null,
    fetchKeys: () => Promise.resolve((more.shown ?? shared).jwks),
  });

const signatureOf = (version: string, signer: Signer, at = NOW) => {
  const iat = Math.floor(at / 1000);
  const claims = { iss: SHARED_AUDIENCE, aud: GATEWAY_AUDIENCE, iat, exp: iat + 3600, version };
  return signer.sign(claims, REGISTRY_SIGNATURE_TYPE);
};

async function registry(signer = shared, sdl = 'type Query { a: Int }') {
  const contents = { sharedSdl: 'type Query { b: Int }', companies: [], schemas: { [sha256(sdl)]: sdl } };
  const version = sha256(JSON.stringify(contents));
  return { version, ...contents, signature: await signatureOf(version, signer) };
}

describe('the kept registry', () => {
  it('comes back as it was, with the time of its signature', async () => {
    const json = await registry();
    await open().keep(json);
    expect(await open().load()).toEqual({ json, since: NOW });
    expect((await readdir(folder)).sort()).toEqual(['registry.json', 'registry.json.keys.json']);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('is nothing where nothing was kept', async () => {
    expect(await open().load()).toBeNull();
  });

  it('is not kept when somebody else signed it, or nobody, or something else', async () => {
    const good = await registry();
    const others = [
      await registry(stranger),
      { ...good, signature: '' },
      { ...good, sharedSdl: 'type Query' },
    ];
    for (const json of others) await expect(open().keep(json)).rejects.toThrow('not signed');
    expect(await readdir(folder)).toEqual([]);
  });

  it('is no other one, even if all of it was written anew', async () => {
    await open().keep(await registry());
    await open({ shown: stranger }).keep(await registry(stranger));
    await expect(open({ pinned: shared }).load()).rejects.toThrow('not the one');
    await writeFile(file, JSON.stringify(await registry()));
    await expect(open().load()).rejects.toThrow('not the one');
    expect(await open({ pinned: shared }).load()).not.toBeNull();
  });

  it('has a schema for each hash and no other', async () => {
    const hash = sha256('one');
    const contents = { sharedSdl: '', companies: [], schemas: { [hash]: 'another' } };
    const version = sha256(JSON.stringify(contents));
    const json = { version, ...contents, signature: await signatureOf(version, shared) };
    await expect(open().keep(json)).rejects.toThrow('not signed');
  });

  it('is confirmed by newer signatures, now and then', async () => {
    let now = NOW;
    const cache = open({ clock: () => now });
    const json = await registry();
    await cache.keep(json);
    const confirm = async (later: number) => {
      now = NOW + later;
      await cache.confirm(await signatureOf(json.version, shared, now));
      return (await cache.load())?.since;
    };
    expect([await confirm(30_000), await confirm(700_000)]).toEqual([NOW, NOW + 700_000]);
    const text = await readFile(file, 'utf8');
    now += 700_000;
    await expect(cache.confirm(await signatureOf('other', shared, now))).rejects.toThrow('not signed');
    expect(await readFile(file, 'utf8')).toBe(text);
  });
});
