import { describe, expect, it } from '@jest/globals';
import { credentialErrors, credentialIdOf, expiryOf, isGood, secretOf } from './credential-rules.ts';

const NOW = new Date('2026-03-03T14:00:00.000Z');
const ID = 'crd_acme_01JQ0000000000000000000CRD';
const RANDOM = `_-${'r'.repeat(41)}`;
const SECRET = `ank_acme_01JQ0000000000000000000CRD_${RANDOM}`;
const inDays = (days: number) => new Date(NOW.getTime() + days * 86_400_000);

describe('a secret', () => {
  it('names its credential', () => {
    expect(secretOf(ID, RANDOM)).toBe(SECRET);
    expect(credentialIdOf(SECRET, 'acme')).toBe(ID);
    expect(credentialIdOf(secretOf(ID.replace('acme', 'ac-me'), RANDOM), 'ac-me')).toBe(
      ID.replace('acme', 'ac-me'),
    );
  });

  it.each([
    ['of another company', SECRET.replace('acme', 'harbor')],
    ['of a company whose name begins alike', SECRET.replace('acme', 'acme-2')],
    ['with another prefix', SECRET.replace('ank', 'crd')],
    ['with a shorter random part', SECRET.slice(0, -1)],
    ['with a longer random part', `${SECRET}x`],
    ['with another alphabet', SECRET.replace('rr', 'r+')],
    ['with a line feed at the end', `${SECRET}\n`],
    ['with no ULID', SECRET.replace('01JQ', 'ILOU')],
    ['that is the id', ID],
    ['that is empty', ''],
  ])('%s names none', (_, secret) => expect(credentialIdOf(secret, 'acme')).toBeNull());

  it('is not made of anything else', () => {
    expect(() => secretOf(ID.replace('crd', 'agt'), RANDOM)).toThrow(TypeError);
    expect(() => secretOf(ID, 'short')).toThrow(TypeError);
  });
});

describe('a credential', () => {
  it('ends in 90 days unless it is said when', () => {
    expect(expiryOf({ label: 'x' }, NOW)).toEqual(inDays(90));
    expect(expiryOf({ label: 'x', expiresAt: null }, NOW)).toEqual(inDays(90));
    expect(expiryOf({ label: 'x', expiresAt: inDays(1) }, NOW)).toEqual(inDays(1));
  });

  it.each([
    ['a label and an end', { label: 'Build server', expiresAt: inDays(366) }, []],
    ['a blank label', { label: ' ' }, ['label']],
    ['a long label', { label: 'x'.repeat(101) }, ['label']],
    ['an end that is now', { label: 'x', expiresAt: NOW }, ['expiresAt']],
    ['an end too far', { label: 'x', expiresAt: inDays(367) }, ['expiresAt']],
    ['no date', { label: 'x', expiresAt: new Date(Number.NaN) }, ['expiresAt']],
  ])('with %s is judged', (_, input, blamed) => {
    expect(credentialErrors(input, NOW).map(({ path }) => path?.[1])).toEqual(blamed);
  });

  const good = { expiresAt: inDays(1), revokedAt: null, agent: { status: 'ACTIVE' } };
  it.each([
    ['is in order', {}, true],
    ['ends now', { expiresAt: NOW }, false],
    ['is revoked', { revokedAt: inDays(-1) }, false],
    ['is of a paused agent', { agent: { status: 'PAUSED' } }, false],
    ['is of an archived agent', { agent: { status: 'ARCHIVED' } }, false],
  ])('that %s: %j gets a token: %p', (_, change, expected) => {
    expect(isGood({ ...good, ...change }, NOW)).toBe(expected);
  });
});
