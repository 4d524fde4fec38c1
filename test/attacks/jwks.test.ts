import { generateKeyPairSync } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAuthenticator, KEYS_KEPT_MS, type Authenticate } from '#gateway/auth/authenticator.ts';
import { TOKEN_KEPT_MS } from '#gateway/auth/token-cache.ts';
import type { RegistrySnapshot } from '#gateway/context.ts';
import { createGuardedFetch, type GuardedFetch } from '#gateway/transport/guarded-fetch.ts';
import { companyAudience } from '#schema/wire/credentials.ts';
import { PASSPORT_HEADER } from '#schema/wire/headers.ts';
import type { RegisteredCompany } from '#schema/wire/registry.ts';
import { createRequestVerifier } from '#subgraphs/company/access/request-verifier.ts';
import { createCredentials, testIssuer, type Credentials } from '#test/testkit/credentials.ts';
import { createTestKey, type TestKey } from '#test/testkit/network-keys.ts';
import { json, manyKeys, startKeyServer, text, type KeyServer, type ServeKeys } from './kit/key-server.ts';

const MEGABYTE = 1_048_576;

let evil: KeyServer;
let honest: KeyServer;
let guarded: GuardedFetch;
let keys: Readonly<Record<'acme' | 'harbor' | 'gateway', TestKey>>;
let credentials: Credentials;
beforeAll(async () => {
  [evil, honest] = await Promise.all([startKeyServer(), startKeyServer()]);
  guarded = createGuardedFetch({ allowPrivate: true });
  const [acme, harbor, gateway] = await Promise.all(['acme', 'harbor', 'gateway'].map(createTestKey));
  if (!acme || !harbor || !gateway) throw new Error('no keys');
  keys = { acme, harbor, gateway };
  honest.serve = json(acme.signer.jwks);
  const issuers = new Map(Object.entries({ acme, harbor }));
  credentials = createCredentials({ gateway, shared: gateway, issuers });
});
afterAll(async () => {
  await guarded.close();
  await Promise.all([evil[Symbol.asyncDispose](), honest[Symbol.asyncDispose]()]);
});

/** A gateway's authenticator; Acme's keys are where they should be, Harbor's are what an attacker makes of them. */
let authenticate: Authenticate;
let ahead = 0;
beforeEach(() => {
  ahead = 0;
  authenticate = createAuthenticator({ clock: () => Date.now() + ahead, fetchKeys: guarded.fetch });
});

const lead = { sub: 'lead', kind: 'person' } as const;

function registry(): RegistrySnapshot {
  const rows = (['acme', 'harbor'] as const).map((slug): RegisteredCompany => {
    const jwksUri = slug === 'acme' ? honest.url : `${evil.url}/jwks`;
    return { slug, issuer: testIssuer(slug), jwksUri, subgraphUrl: null, schemaHash: '' };
  });
  const companies = new Map(rows.map((row) => [row.slug, row]));
  return {
    version: '1',
    sharedSdl: '',
    schemas: {},
    companies,
    byIssuer: new Map(rows.map((row) => [row.issuer, row])),
  };
}

const askAs = async (company: string, overrides = {}) =>
  authenticate(`Bearer ${await credentials.callerToken(company, lead, overrides)}`, registry());
const refused = (company: string) => ({ kind: 'refused', reason: `not a valid token of ${company}` });
const known = (company: string) => ({
  kind: 'caller',
  caller: expect.objectContaining({ company, ...lead }),
});

const jwksOf = (key: TestKey) => key.signer.jwks.keys;
const { publicKey: weak } = generateKeyPairSync('rsa', { modulusLength: 1024 });

/** A set that unfolds to more than any set has. */
function packed(...good: readonly object[]): ServeKeys {
  const set = JSON.stringify({ keys: good, padding: 'x'.repeat(8 * MEGABYTE) });
  return text(gzipSync(set), { 'content-encoding': 'gzip' });
}

const SETS: readonly (readonly [string, () => ServeKeys])[] = [
  ['no JSON', () => text('<html>')],
  ['nothing', () => text('')],
  ['null', () => json(null)],
  ['a list', () => json(jwksOf(keys.harbor))],
  ['keys of null', () => json({ keys: null })],
  ['keys that are none', () => json({ keys: [null, 7, 'key', []] })],
  ['keys nested without end', () => text(`{"keys":${'['.repeat(100_000)}`)],
  [
    'a shared secret',
    () => json({ keys: [{ kty: 'oct', k: 'AAAA', alg: 'HS256', kid: jwksOf(keys.harbor)[0]?.kid }] }),
  ],
  ['another’s keys', () => json(keys.acme.signer.jwks)],
  ['the prototype of a key', () => text('{"keys":[{"__proto__":{"kty":"OKP"}}],"__proto__":{"keys":[]}}')],
  [
    'a weak key',
    () =>
      json({ keys: [{ ...weak.export({ format: 'jwk' }), kid: jwksOf(keys.harbor)[0]?.kid, alg: 'RS256' }] }),
  ],
  [
    'its good key with an error',
    () => (response) => response.writeHead(500).end(JSON.stringify(keys.harbor.signer.jwks)),
  ],
  [
    'its good key behind a redirect',
    () =>
      (response, { url }) => {
        if (url === '/jwks') response.writeHead(302, { location: '/moved' }).end();
        else json(keys.harbor.signer.jwks)(response, { url } as never);
      },
  ],
  ['a set of 32 MiB', () => manyKeys(2048)],
  [
    'a good key within 8 MiB, packed into 8 KiB',
    () => packed(...jwksOf(keys.harbor), ...jwksOf(keys.gateway)),
  ],
  ['a set without end', () => manyKeys(Infinity)],
];

describe('an issuer that serves', () => {
  it.each(SETS)('%s lets nobody in, and keeps nobody else out', async (_, serve) => {
    evil.serve = serve();
    const before = { asked: evil.asked.length, sent: evil.sent() };
    // Where the set is none at all, nothing can be said of a token; either way nobody is let in.
    expect(['refused', 'unknowable']).toContain((await askAs('harbor')).kind);
    expect(await askAs('acme')).toEqual(known('acme'));
    expect(evil.asked.slice(before.asked)).toEqual(['/jwks']);
    expect(evil.sent() - before.sent).toBeLessThan(16 * MEGABYTE);
    evil.serve = json(keys.harbor.signer.jwks);
    ahead = KEYS_KEPT_MS;
    expect(await askAs('harbor')).toEqual(known('harbor'));
  });

  it('another’s keys as well as its own makes nobody of the other’s callers its own', async () => {
    evil.serve = json({ keys: [...jwksOf(keys.harbor), ...jwksOf(keys.acme)] });
    expect(await askAs('acme')).toEqual(known('acme'));
    expect(await askAs('harbor')).toEqual(known('harbor'));
    // Signed by Harbor, of Acme's issuer: no key of Acme's.
    const stolen = await credentials.callerToken('harbor', lead, { iss: testIssuer('acme') });
    expect(await authenticate(`Bearer ${stolen}`, registry())).toEqual(refused('acme'));
  });

  it('a thousand keys under one kid, and one of another’s kid, is asked for its own callers alone', async () => {
    const [own] = jwksOf(keys.harbor);
    const [theirs] = jwksOf(keys.acme);
    evil.serve = json({ keys: [...Array.from({ length: 1000 }, () => own), { ...own, kid: theirs?.kid }] });
    expect(await askAs('acme')).toEqual(known('acme'));
    expect(await askAs('harbor')).toEqual(refused('harbor'));
  });

  it('a new key under the kid of the old one ends what the old one signed, within two minutes', async () => {
    evil.serve = json(keys.harbor.signer.jwks);
    const authorization = `Bearer ${await credentials.callerToken('harbor', lead)}`;
    expect(await authenticate(authorization, registry())).toEqual(known('harbor'));
    evil.serve = json({ keys: [{ ...jwksOf(keys.gateway)[0], kid: jwksOf(keys.harbor)[0]?.kid }] });
    ahead = KEYS_KEPT_MS + TOKEN_KEPT_MS;
    expect(await authenticate(authorization, registry())).toEqual(refused('harbor'));
    expect(await askAs('acme')).toEqual(known('acme'));
  });

  it('nothing at all tells of a token neither that it is good nor that it is forged', async () => {
    evil.serve = (response) => void response.destroy();
    const forger = createCredentials({
      ...{ gateway: keys.gateway, shared: keys.gateway },
      issuers: new Map(['harbor', 'nobody'].map((slug) => [slug, keys.acme])),
    });
    const forged = `Bearer ${await forger.callerToken('harbor', lead)}`;
    expect(await askAs('harbor')).toEqual({ kind: 'unknowable', company: 'harbor' });
    expect(await authenticate(forged, registry())).toEqual({ kind: 'unknowable', company: 'harbor' });
    // Whoever names an issuer that nobody registered is refused like whoever forges a token of one that answers.
    const unknown = await authenticate(`Bearer ${await forger.callerToken('nobody', lead)}`, registry());
    expect(unknown).toMatchObject({ kind: 'refused' });
    evil.serve = json(keys.harbor.signer.jwks);
    ahead = KEYS_KEPT_MS;
    expect(await authenticate(forged, registry())).toEqual(refused('harbor'));
  });

  it('nothing for as long as it likes keeps nobody else waiting', async () => {
    const waiting: (() => void)[] = [];
    evil.serve = (response) => void waiting.push(() => response.end('{"keys":[]}'));
    const hanging = Promise.all(Array.from({ length: 20 }, async () => askAs('harbor')));
    expect(await askAs('acme')).toEqual(known('acme'));
    expect(waiting.length).toBeLessThanOrEqual(1);
    while (waiting.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    waiting.forEach((finish) => finish());
    expect(new Set((await hanging).map(({ kind }) => kind))).toEqual(new Set(['refused']));
  });
});

/** A compromised gateway, as a company's own program meets it: it fetches the gateway's keys with the platform's `fetch`. */
describe('a gateway that serves', () => {
  const company = () =>
    createRequestVerifier(
      {
        company: 'acme',
        gatewayJwksUrl: `${evil.url}/jwks`,
        sharedJwksUrl: honest.url,
        issuer: testIssuer('acme'),
        issuerJwksUrl: honest.url,
      },
      { clock: Date.now, fetch, onRefused: () => undefined },
    );

  it.each(SETS.slice(-3))('%s opens nothing, and costs a company no more than a set', async (_, serve) => {
    evil.serve = serve();
    const before = evil.sent();
    const passport = await credentials.passport('acme', companyAudience('acme'), lead);
    const verify = company();
    expect(await verify((name) => (name === PASSPORT_HEADER ? passport : undefined))).toBeNull();
    expect(evil.sent() - before).toBeLessThan(16 * MEGABYTE);
    evil.serve = json(keys.gateway.signer.jwks);
    expect(await verify((name) => (name === PASSPORT_HEADER ? passport : undefined))).toMatchObject({
      passport: { company: 'acme' },
    });
  });
});
