import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callerTokenClaims, companyAudience, GATEWAY_AUDIENCE } from '#schema/wire/credentials.ts';
import { createVerifier, remoteKeys } from '#schema/wire/signatures.ts';
import type { RunningServer } from '#subgraphs/kit/http-server.ts';
import { freePort } from '#test/testkit/free-ports.ts';
import { requireCaller, signCallerToken } from './caller-token.ts';
import { issuerOf, jwksUriOf, tokenEndpointOf } from './issuer-address.ts';
import { startIssuerServer } from './issuer-server.ts';
import { ensureKey, ensureSecretKey, keyFile } from './key-store.ts';

const folders: string[] = [];
function freshFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'agent-network-issuer-'));
  folders.push(folder);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('the key store', () => {
  it('makes a key once and keeps it, for its owner alone', async () => {
    const dataDir = freshFolder();
    const made = await ensureKey(dataDir, 'shared');
    expect(made).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' });
    expect(await ensureKey(dataDir, 'shared')).toEqual(made);
    expect(statSync(keyFile(dataDir, 'shared')).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(dataDir, 'keys')).mode & 0o777).toBe(0o700);
  });

  it('gives one key to many who ask at once, and leaves no drafts', async () => {
    const dataDir = freshFolder();
    const keys = await Promise.all(Array.from({ length: 8 }, () => ensureKey(dataDir, 'gateway')));
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1);
    expect(readdirSync(path.join(dataDir, 'keys'))).toEqual(['gateway.jwk.json']);
  });

  it('keeps 32 bytes for a company beside them, in the same way', async () => {
    const dataDir = freshFolder();
    const keys = await Promise.all(Array.from({ length: 8 }, () => ensureSecretKey(dataDir, 'tools-acme')));
    expect(new Set(keys).size).toBe(1);
    expect(Buffer.from(keys[0] ?? '', 'base64')).toHaveLength(32);
    expect(await ensureSecretKey(dataDir, 'tools-harbor')).not.toBe(keys[0]);
    expect(statSync(path.join(dataDir, 'keys', 'tools-acme.key')).mode & 0o777).toBe(0o600);
  });

  it.each(['', '{', '{"kty":"OKP"}', 'null'])('refuses a file with %p, and says which', async (text) => {
    const dataDir = freshFolder();
    await ensureKey(dataDir, 'shared');
    writeFileSync(keyFile(dataDir, 'shared'), text);
    await expect(ensureKey(dataDir, 'shared')).rejects.toMatchObject({
      code: 'KEY_FILE_INVALID',
      message: expect.stringContaining('shared.jwk.json'),
    });
  });
});

describe('the development issuer', () => {
  const dataDir = freshFolder();
  let port: number;
  let server: RunningServer;
  beforeAll(async () => {
    port = await freePort();
    server = await startIssuerServer({
      ...{ dataDir, port, clock: Date.now, onFault: () => {} },
      subgraphUrlOf: (company) => (company === 'acme' ? 'http://acme.test' : null),
      fetch: () => Promise.resolve(new Response(null, { status: 404 })),
    });
  });
  afterAll(() => server.close(0));

  it('shows the public half of each key and nothing else of it', async () => {
    for (const company of ['acme', 'harbor', 'nimbus', 'outsider'] as const) {
      const text = await (await fetch(jwksUriOf(company, port))).text();
      const { keys } = JSON.parse(text) as { keys: Record<string, unknown>[] };
      expect(keys).toHaveLength(1);
      expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
      const secret = JSON.parse(readFileSync(keyFile(dataDir, `issuer-${company}`), 'utf8')) as { d: string };
      expect(text).not.toContain(secret.d);
    }
  });

  it('describes itself as its tokens name it', async () => {
    const reply = await fetch(`${issuerOf('acme', port)}/.well-known/openid-configuration`);
    expect(await reply.json()).toMatchObject({
      issuer: issuerOf('acme', port),
      jwks_uri: jwksUriOf('acme', port),
      token_endpoint: tokenEndpointOf('acme', port),
      grant_types_supported: ['client_credentials'],
    });
  });

  it('exchanges no credentials for a company that runs no subgraph', async () => {
    const reply = await fetch(`${issuerOf('outsider', port)}/.well-known/openid-configuration`);
    expect(await reply.json()).not.toHaveProperty('token_endpoint');
    expect((await fetch(tokenEndpointOf('outsider', port), { method: 'POST' })).status).toBe(404);
  });

  it.each([
    '/',
    '/acme',
    '/acme/tokens',
    '/nobody/jwks.json',
    '/nobody/token',
    '/acme/keys',
    '/keys/issuer-acme.jwk.json',
  ])('has nothing at %s', async (where) => {
    expect((await fetch(`http://127.0.0.1:${port}${where}`)).status).toBe(404);
  });

  it('hands out no tokens to people', async () => {
    const reply = await fetch(jwksUriOf('acme', port), { method: 'POST', body: 'sub=project-lead' });
    expect(reply.status).toBe(405);
    const body = new URLSearchParams({ grant_type: 'password', username: 'project-lead', password: 'x' });
    const asked = await fetch(tokenEndpointOf('acme', port), { method: 'POST', body });
    expect([asked.status, await asked.json()]).toEqual([
      400,
      expect.objectContaining({ error: 'unsupported_grant_type' }),
    ]);
    expect((await fetch(tokenEndpointOf('acme', port))).status).toBe(405);
  });

  it('vouches for the tokens that are signed with its key files, for their company alone', async () => {
    const clock = Date.now;
    const source = { dataDir, issuerPort: port, clock };
    const text = await signCallerToken(requireCaller('acme', 'customer-ops-agent'), 60, source);
    const verify = (company: 'acme' | 'harbor', audience: string) =>
      createVerifier({
        issuer: issuerOf(company, port),
        audience,
        keys: remoteKeys(jwksUriOf(company, port), fetch),
        claims: callerTokenClaims,
        clock,
      })(text);
    const claims = { sub: 'customer-ops-agent', kind: 'agent', name: 'Customer Ops Agent' };
    expect(await verify('acme', GATEWAY_AUDIENCE)).toMatchObject(claims);
    expect(await verify('acme', companyAudience('acme'))).toMatchObject(claims);
    expect(await verify('acme', companyAudience('harbor'))).toBeNull();
    expect(await verify('harbor', GATEWAY_AUDIENCE)).toBeNull();
  });
});
