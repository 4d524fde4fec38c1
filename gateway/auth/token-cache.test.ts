import { beforeAll, describe, expect, it } from '@jest/globals';
import type { FetchImplementation } from 'jose';
import { createCredentials, testIssuer, type Credentials } from '#test/testkit/credentials.ts';
import { createTestKey, keyFetch, type TestKey } from '#test/testkit/network-keys.ts';
import type { RegisteredCompany } from '#schema/wire/registry.ts';
import { CLOCK_TOLERANCE_SECONDS } from '#schema/wire/credentials.ts';
import type { RegistrySnapshot } from '../context.ts';
import { createAuthenticator, KEYS_KEPT_MS } from './authenticator.ts';
import { TOKEN_KEPT_MS } from './token-cache.ts';

const START = Date.now();
const lead = { sub: 'project-lead', kind: 'person' } as const;

let acme: TestKey;
let next: TestKey;
let credentials: Credentials;
beforeAll(async () => {
  [acme, next] = await Promise.all([createTestKey('acme'), createTestKey('acme')]);
  credentials = createCredentials({ gateway: acme, shared: acme, issuers: new Map([['acme', acme]]) });
});

function registryOf(row: Partial<RegisteredCompany> | null = {}): RegistrySnapshot {
  const usual = {
    slug: 'acme',
    issuer: testIssuer('acme'),
    jwksUri: acme.jwksUri,
    subgraphUrl: null,
    schemaHash: '',
  };
  const rows = row ? [{ ...usual, ...row }] : [];
  return {
    version: '1',
    sharedSdl: '',
    schemas: {},
    companies: new Map(rows.map((one) => [one.slug, one])),
    byIssuer: new Map(rows.map((one) => [one.issuer, one])),
  };
}

/** An authenticator with a clock of its own; `keys` are what its company shows at the moment. */
function setUp() {
  const time = { now: START };
  const shown = { keys: keyFetch([acme]), fetched: 0 };
  const fetchKeys: FetchImplementation = (url, init) => {
    shown.fetched += 1;
    return shown.keys(url, init);
  };
  const authenticate = createAuthenticator({ clock: () => time.now, fetchKeys });
  return { authenticate, time, shown };
}

const token = (exp: number) => credentials.callerToken('acme', lead, { exp: Math.floor(START / 1000) + exp });

describe('a caller who is known', () => {
  it('is known at once, by the same object, for as long as nothing changed', async () => {
    const { authenticate, time, shown } = setUp();
    const header = `Bearer ${await token(3600)}`;
    const registry = registryOf();
    const first = await authenticate(header, registry);
    time.now += TOKEN_KEPT_MS - 1;
    const again = authenticate(header, registry);
    expect(again).not.toBeInstanceOf(Promise);
    expect(again).toEqual(first);
    expect('caller' in again && 'caller' in first && again.caller === first.caller).toBe(true);
    expect(authenticate(header, registryOf())).not.toBeInstanceOf(Promise);
    expect(shown.fetched).toBe(1);
  });

  it('is known still by a registry that was read again, the company’s limits with it', async () => {
    const { authenticate, shown } = setUp();
    const header = `Bearer ${await token(3600)}`;
    const limitedTo = (depth: number) => registryOf({ limits: { depth } });
    await authenticate(header, limitedTo(9));
    expect(authenticate(header, limitedTo(9))).not.toBeInstanceOf(Promise);
    expect(authenticate(header, limitedTo(8))).toBeInstanceOf(Promise);
    expect(shown.fetched).toBe(1);
  });

  it('is one token’s alone', async () => {
    const { authenticate } = setUp();
    const header = `Bearer ${await token(3600)}`;
    await authenticate(header, registryOf());
    expect(await authenticate(`${header}x`, registryOf())).toMatchObject({ kind: 'refused' });
    expect(await authenticate(header.slice(0, -4), registryOf())).toMatchObject({ kind: 'refused' });
  });

  it('is refused at the second in which the token ends, and the clocks’ difference is over', async () => {
    const { authenticate, time } = setUp();
    const header = `Bearer ${await token(30)}`;
    const end = Math.floor(START / 1000) * 1000 + (30 + CLOCK_TOLERANCE_SECONDS) * 1000;
    expect(await authenticate(header, registryOf())).toMatchObject({ kind: 'caller' });
    time.now = end - 1;
    expect(await authenticate(header, registryOf())).toMatchObject({ kind: 'caller' });
    time.now = end;
    expect(await authenticate(header, registryOf())).toMatchObject({ kind: 'refused' });
  });

  it.each([
    ['has gone', null],
    ['has another issuer', { issuer: 'http://issuer.test/elsewhere' }],
    ['has other keys', { jwksUri: 'http://keys.test/elsewhere.json' }],
    ['is another company', { slug: 'harbor' }],
  ])('is checked anew when the company’s row %s', async (_, row) => {
    const { authenticate } = setUp();
    const header = `Bearer ${await token(3600)}`;
    expect(await authenticate(header, registryOf())).toMatchObject({ caller: { company: 'acme' } });
    expect(await authenticate(header, registryOf(row))).not.toMatchObject({ caller: { company: 'acme' } });
  });

  it('is refused within two minutes of its issuer’s withdrawing the key', async () => {
    const { authenticate, time, shown } = setUp();
    const header = `Bearer ${await token(36_000)}`;
    expect(await authenticate(header, registryOf())).toMatchObject({ kind: 'caller' });
    shown.keys = keyFetch([next]);
    const withdrawn = time.now;
    let refusedAt = Infinity;
    for (; time.now <= withdrawn + 200_000 && refusedAt === Infinity; time.now += 1000) {
      const { kind } = await authenticate(header, registryOf());
      if (kind === 'refused') refusedAt = time.now - withdrawn;
    }
    expect(refusedAt).toBeLessThanOrEqual(TOKEN_KEPT_MS + KEYS_KEPT_MS);
    expect(refusedAt).toBeGreaterThan(0);
  });

  it('may come with a key that is new since', async () => {
    const { authenticate, time, shown } = setUp();
    await authenticate(`Bearer ${await token(3600)}`, registryOf());
    const rotated = createCredentials({ gateway: next, shared: next, issuers: new Map([['acme', next]]) });
    const header = `Bearer ${await rotated.callerToken('acme', lead)}`;
    shown.keys = keyFetch([next]);
    time.now += KEYS_KEPT_MS;
    expect(await authenticate(header, registryOf())).toMatchObject({ kind: 'caller' });
  });
});
