import { describe, expect, it } from '@jest/globals';
import { readCompany, readReturn } from './return-rules.ts';

describe('where to go after signing in', () => {
  it.each(['/', '/teams/acme-rollout', '/teams/a/threads/b?around=msg_1', '/a.b/..c?to=//x/../y#//z'])(
    'is a path of this site: %s',
    (path) => {
      expect(readReturn(path)).toBe(path);
    },
  );

  it.each([
    ...[null, '', 'teams', '//evil.test', '/\\evil.test', '\\\\evil.test', 'https://evil.test', '/a\\..\\b'],
    ...[
      '/\t/evil.test',
      '/a\nb',
      '/a b',
      '/auth/sign-in?company=acme',
      '/signed-in?code=x',
      `/${'x'.repeat(600)}`,
    ],
    ...['/.//evil.test', '/a/..//evil.test', '/a//b', '/./auth/sign-in', '/a/%2e%2E/auth/sign-in', '/..'],
  ])('is home otherwise: %p', (text) => {
    expect(readReturn(text)).toBe('/');
  });
});

describe('a company', () => {
  it('is named by its slug', () => {
    expect(readCompany('acme')).toBe('acme');
    for (const text of [null, '', 'A', 'Acme', 'a', '__proto__', 'acme/..', 'x'.repeat(40)]) {
      expect(readCompany(text)).toBeNull();
    }
  });
});
