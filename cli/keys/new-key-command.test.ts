import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { jwtVerify } from 'jose';
import { createSigner } from '#schema/wire/signatures.ts';
import { readSigningKey } from '#subgraphs/kit/signing-key.ts';
import { runCli } from '../program.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'agent-network-key-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function newKeyIn(name: string, ...more: string[]) {
  const file = path.join(folder, name);
  const told = { out: '', err: '' };
  const terminal = { out: (text: string) => (told.out += text), err: (text: string) => (told.err += text) };
  return { file, status: await runCli(['key', 'new', '--out', file, ...more], terminal), ...told };
}

describe('key new', () => {
  it('makes a key that a program signs with, for its owner alone, and prints nothing but its id', async () => {
    const { file, status, out, err } = await newKeyIn('gateway.jwk.json', '--kid', 'gateway-2');
    expect({ status, out, err }).toEqual({ status: 0, out: 'gateway-2', err: '' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const signer = await createSigner(readSigningKey(file));
    const [shown] = signer.jwks.keys;
    expect(shown).toMatchObject({ kid: 'gateway-2', alg: 'EdDSA' });
    const iat = Math.floor(Date.now() / 1000);
    const token = await signer.sign({ sub: 'somebody', iat, exp: iat + 60 });
    const { payload } = await jwtVerify(token, shown ?? {});
    expect(payload.sub).toBe('somebody');
  });

  it('names a key by its thumbprint, when it is given no id', async () => {
    const { file, out } = await newKeyIn('unnamed.jwk.json');
    expect(out).toMatch(/^[\w-]{43}$/);
    expect(readSigningKey(file).kid).toBe(out);
  });

  it('never replaces what is there', async () => {
    writeFileSync(path.join(folder, 'kept.jwk.json'), 'a key that is in use');
    const { file, status, out, err } = await newKeyIn('kept.jwk.json');
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain('there is a file already');
    expect(readFileSync(file, 'utf8')).toBe('a key that is in use');
  });

  it('says when it cannot write there, and when an id is empty', async () => {
    expect(await newKeyIn('no/such/folder.json')).toMatchObject({ status: 2, out: '' });
    expect(await newKeyIn('empty.json', '--kid', '')).toMatchObject({ status: 2, out: '' });
  });
});
