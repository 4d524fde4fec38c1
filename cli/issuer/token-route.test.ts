import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { CREDENTIAL_CHECK_PATH } from '#schema/wire/agent-credentials.ts';
import { callerTokenClaims, TOKEN_TYPE } from '#schema/wire/credentials.ts';
import { createSigner, type Signer } from '#schema/wire/signatures.ts';
import { startHttpServer, type RunningServer } from '#subgraphs/kit/http-server.ts';
import { loadSettings } from '../config.ts';
import { exchangedToken } from './credential-command.ts';
import { ensureKey } from './key-store.ts';
import { createTokenRoute } from './token-route.ts';

const NOW = Date.parse('2026-03-03T14:00:00.000Z');
const SECRET = `ank_acme_01JQ0000000000000000000CRD_${'s'.repeat(43)}`;
const AGENT = { subject: 'ops', name: 'Ops Agent' };
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'agent-network-exchange-'));

/** What Acme's subgraph answers, and what it was asked. */
let answer: () => Response;
let asked: Request[] = [];
const faults: unknown[] = [];
let signer: Signer;
let server: RunningServer;

beforeAll(async () => {
  signer = await createSigner(await ensureKey(dataDir, 'issuer-acme'));
  const issuer = {
    ...{ company: 'acme', issuer: 'http://issuer.test/acme', subgraphUrl: 'http://acme.test', signer },
    clock: () => NOW,
    fetch: (...request: Parameters<typeof fetch>) => {
      asked.push(new Request(...request));
      return Promise.resolve(answer());
    },
  };
  const onFault = (error: unknown) => void faults.push(error);
  const routes = [createTokenRoute(issuer, onFault)];
  server = await startHttpServer({ host: '127.0.0.1', port: 0, routes, onFault });
});
afterAll(async () => {
  await server.close(0);
  rmSync(dataDir, { recursive: true, force: true });
});

async function exchange(more: Record<string, string> = {}) {
  asked = [];
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_secret: SECRET, ...more });
  const reply = await fetch(`${server.url}/acme/token`, { method: 'POST', body });
  return {
    status: reply.status,
    headers: reply.headers,
    json: (await reply.json()) as Record<string, unknown>,
  };
}

describe('the token endpoint', () => {
  it('asks the company with a word of its own for it, and signs what that answers', async () => {
    const reach = { read: ['thr_1'], post: [] };
    answer = () => Response.json({ ...AGENT, reach });
    const { status, headers, json } = await exchange();
    expect([status, headers.get('cache-control'), headers.get('pragma')]).toEqual([
      200,
      'no-store',
      'no-cache',
    ]);
    expect(json).toEqual({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 600 });
    const claims = decodeJwt(String(json['access_token']));
    expect(claims).toEqual({
      ...{ iss: 'http://issuer.test/acme', sub: 'ops', kind: 'agent', name: 'Ops Agent', reach },
      aud: ['agent-network:gateway', 'agent-network:company:acme'],
      ...{ iat: NOW / 1000, exp: NOW / 1000 + 600 },
    });
    expect(callerTokenClaims.parse(claims).reach).toEqual(reach);
    const [request] = asked;
    expect(request?.url).toBe(`http://acme.test${CREDENTIAL_CHECK_PATH}`);
    expect(await request?.json()).toEqual({ secret: SECRET });
    const word = request?.headers.get('authorization')?.slice('Bearer '.length) ?? '';
    const keys = createLocalJWKSet({ keys: [...signer.jwks.keys] });
    const { payload } = await jwtVerify(word, keys, { currentDate: new Date(NOW), typ: TOKEN_TYPE.issuer });
    expect(payload).toEqual({
      ...{ iss: 'http://issuer.test/acme', aud: 'agent-network:company:acme' },
      ...{ iat: NOW / 1000, exp: NOW / 1000 + 60 },
    });
    // Not a caller's token, whoever gets hold of it.
    expect(callerTokenClaims.safeParse(payload).success).toBe(false);
  });

  it('narrows nobody who is not narrowed', async () => {
    answer = () => Response.json(AGENT);
    const { json } = await exchange({ client_id: 'ops' });
    expect(decodeJwt(String(json['access_token']))).not.toHaveProperty('reach');
  });

  it.each<[string, () => Response, Record<string, string>]>([
    ['a secret that the company does not know', () => new Response(null, { status: 404 }), {}],
    ['a secret that is none', () => new Response(null, { status: 400 }), {}],
    ["another agent's name beside it", () => Response.json(AGENT), { client_id: 'lead' }],
  ])('refuses %s, always alike', async (_, told, more) => {
    answer = told;
    const { status, headers, json } = await exchange(more);
    expect([status, headers.get('cache-control'), headers.get('www-authenticate')]).toEqual([
      ...[401, 'no-store', 'Basic realm="agent credentials"'],
    ]);
    expect(json).toEqual({ error: 'invalid_client', error_description: 'No agent has this credential.' });
  });

  it.each<[string, () => Response]>([
    ['is down', () => Response.error()],
    ['fails', () => new Response(null, { status: 500 })],
    ['does not believe the issuer', () => new Response(null, { status: 401 })],
    ['answers something else', () => Response.json({ subject: '', name: 'x' })],
    ['answers a reach that is none', () => Response.json({ ...AGENT, reach: [] })],
  ])('gives no token while the company %s', async (_, told) => {
    faults.length = 0;
    answer = told;
    const { status, headers, json } = await exchange();
    expect([status, headers.get('cache-control')]).toEqual([503, 'no-store']);
    expect(json).toMatchObject({ error: 'temporarily_unavailable' });
    expect(faults).toHaveLength(1);
    expect(String(faults[0])).not.toContain(SECRET);
  });
});

describe('token --credential', () => {
  const settings = () => loadSettings({ ISSUER_PORT: String(server.port) });
  const ask = (company: string, json = false) =>
    exchangedToken({ company, credential: SECRET, json }, settings(), () => NOW);

  it('gives the token, alone or with its end', async () => {
    answer = () => Response.json(AGENT);
    expect(decodeJwt(await ask('acme')).sub).toBe('ops');
    expect(JSON.parse(await ask('acme', true))).toMatchObject({ expiresAt: '2026-03-03T14:10:00.000Z' });
  });

  it.each<[string, string, () => Response, string, number]>([
    [
      'a credential that gets none',
      'acme',
      () => new Response(null, { status: 404 }),
      'CREDENTIAL_REFUSED',
      1,
    ],
    ['a company that cannot be asked', 'acme', () => new Response(null, { status: 500 }), 'ISSUER_FAILED', 2],
    ['an issuer that exchanges nothing', 'outsider', () => Response.json(AGENT), 'ISSUER_FAILED', 2],
    ['no such company', 'nobody', () => Response.json(AGENT), 'ARGUMENT_INVALID', 2],
  ])('says so for %s, without the secret', async (_, company, told, code, exitStatus) => {
    answer = told;
    const failure = ask(company);
    await expect(failure).rejects.toMatchObject({ code, exitStatus });
    await expect(failure).rejects.not.toMatchObject({ message: expect.stringContaining(SECRET) });
  });
});
