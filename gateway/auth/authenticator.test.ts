import { beforeAll, describe, expect, it } from '@jest/globals';
import { companyAudience, GATEWAY_AUDIENCE } from '#schema/wire/credentials.ts';
import { createCredentials, testIssuer, type Credentials } from '#test/testkit/credentials.ts';
import { createTestKey, keyFetch, type TestKey } from '#test/testkit/network-keys.ts';
import type { RegisteredCompany } from '#schema/wire/registry.ts';
import type { RegistrySnapshot } from '../context.ts';
import { createAuthenticator } from './authenticator.ts';

let acme: TestKey;
let harbor: TestKey;
let credentials: Credentials;

beforeAll(async () => {
  [acme, harbor] = await Promise.all([createTestKey('acme'), createTestKey('harbor')]);
  const issuers = new Map([
    ['acme', acme],
    ['harbor', harbor],
  ]);
  credentials = createCredentials({ gateway: acme, shared: acme, issuers });
});

function registry(companies: readonly (readonly [string, TestKey])[] = []): RegistrySnapshot {
  const rows = companies.map(([slug, key]): RegisteredCompany => ({
    slug,
    issuer: testIssuer(slug),
    jwksUri: key.jwksUri,
    subgraphUrl: null,
    schemaHash: '',
  }));
  return {
    version: '1',
    sharedSdl: '',
    schemas: {},
    companies: new Map(rows.map((row) => [row.slug, row])),
    byIssuer: new Map(rows.map((row) => [row.issuer, row])),
  };
}

const both = () =>
  registry([
    ['acme', acme],
    ['harbor', harbor],
  ]);
const authenticator = () => createAuthenticator({ clock: Date.now, fetchKeys: keyFetch([acme, harbor]) });
const lead = { sub: 'project-lead', kind: 'person' } as const;

describe('authentication', () => {
  it('knows nobody where there is no header', async () => {
    expect(await authenticator()(undefined, both())).toEqual({ kind: 'anonymous' });
  });

  it('knows a caller of the company whose issuer signed', async () => {
    const agent = { sub: 'ops', kind: 'agent', name: 'Ops', act: { sub: 'lead' } } as const;
    const token = await credentials.callerToken('harbor', agent, { company: 'acme', scope: 'x' });
    expect(await authenticator()(`Bearer ${token}`, both())).toEqual({
      kind: 'caller',
      caller: { ...agent, company: 'harbor', token },
    });
    expect(await authenticator()(`bearer ${token}`, both())).toMatchObject({ kind: 'caller' });
  });

  it('knows how far a narrowed caller reaches', async () => {
    const reach = { read: ['thr_1'], post: [] };
    const token = await credentials.callerToken('acme', { sub: 'ops', kind: 'agent', reach });
    const authentication = await authenticator()(`Bearer ${token}`, both());
    expect(authentication).toMatchObject({ kind: 'caller', caller: { reach } });
  });

  it.each([
    ['nothing', ''],
    ['another scheme', 'Basic eDp5'],
    ['no token', 'Bearer '],
    ['a token that is none', 'Bearer abc'],
    ['three parts without meaning', 'Bearer a.b.c'],
    ['an encrypted token', 'Bearer a.b.c.d.e'],
    ['an unsigned token', 'Bearer eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwOi8vaXNzdWVyLnRlc3QvYWNtZSJ9.'],
    ['two tokens', 'Bearer a.b.c, Bearer a.b.c'],
  ])('refuses %s', async (_, header) => {
    expect(await authenticator()(header, both())).toMatchObject({ kind: 'refused' });
  });

  it.each([
    ['for another audience', { aud: companyAudience('acme') }],
    ['that has expired', { exp: 1_700_000_000 }],
    ['of an unknown issuer', { iss: 'http://issuer.test/nobody' }],
    ['of an issuer whose name is a prototype’s', { iss: '__proto__' }],
    ['without an issuer', { iss: undefined }],
    ['without a kind', { kind: undefined }],
    ['of a kind that is none', { kind: 'admin' }],
    ['without a subject', { sub: '' }],
    ['with a reach that is none', { reach: ['thr_1'] }],
    ['with half a reach', { reach: { read: [] } }],
    ['with a reach of null', { reach: null }],
  ])('refuses a token %s', async (_, overrides) => {
    const token = await credentials.callerToken('acme', lead, overrides);
    expect(await authenticator()(`Bearer ${token}`, both())).toMatchObject({ kind: 'refused' });
  });

  it('lets no company’s key speak for another’s issuer', async () => {
    const forged = await credentials.callerToken('harbor', lead, { iss: testIssuer('acme') });
    expect(await authenticator()(`Bearer ${forged}`, both())).toEqual({
      kind: 'refused',
      reason: 'not a valid token of acme',
    });
  });

  it('believes the registry of the moment: no issuer, no caller', async () => {
    const authenticate = authenticator();
    const token = await credentials.callerToken('acme', lead, { aud: [GATEWAY_AUDIENCE] });
    expect(await authenticate(`Bearer ${token}`, both())).toMatchObject({ kind: 'caller' });
    expect(await authenticate(`Bearer ${token}`, registry([['harbor', harbor]]))).toEqual({
      kind: 'refused',
      reason: 'unknown issuer',
    });
    const moved = registry([['acme', harbor]]);
    expect(await authenticate(`Bearer ${token}`, moved)).toMatchObject({ kind: 'refused' });
  });

  it.each([
    ['nobody answers', () => Promise.reject(new TypeError('fetch failed'))],
    ['there is no document', keyFetch([])],
    ['the document is none', () => Promise.resolve(new Response('<html>'))],
  ])('says nothing of a token while its issuer’s keys cannot be had: %s', async (_, fetchKeys) => {
    const offline = createAuthenticator({ clock: Date.now, fetchKeys });
    const token = await credentials.callerToken('acme', lead);
    expect(await offline(`Bearer ${token}`, both())).toEqual({ kind: 'unknowable', company: 'acme' });
  });

  it('asks again for keys that could not be had', async () => {
    const answers = [() => Promise.reject(new TypeError('fetch failed')), keyFetch([acme])];
    const authenticate = createAuthenticator({
      clock: Date.now,
      fetchKeys: (url, options) => (answers.shift() ?? keyFetch([]))(url, options),
    });
    const token = `Bearer ${await credentials.callerToken('acme', lead)}`;
    expect(await authenticate(token, both())).toMatchObject({ kind: 'unknowable' });
    expect(await authenticate(token, both())).toMatchObject({ kind: 'caller' });
  });
});
