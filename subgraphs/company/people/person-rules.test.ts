import { describe, expect, it } from '@jest/globals';
import { leavesAdministrator, profileErrors, type ProfileInput } from './person-rules.ts';

describe('a profile', () => {
  it.each<ProfileInput>([
    {},
    {
      displayName: 'Zoë Ødegård',
      title: null,
      timeZone: 'Europe/Lisbon',
      email: 'z@acme.test',
      phone: '+351 (0)1-2',
    },
    { timeZone: 'Etc/GMT+1' },
    { timeZone: 'UTC' },
  ])('may say %j', (profile) => {
    expect(profileErrors(profile)).toEqual([]);
  });

  it.each<[keyof ProfileInput, string]>([
    ['displayName', ''],
    ['displayName', 'a\u0007'],
    ['title', 'a'.repeat(201)],
    ['timeZone', 'Europe/Atlantis'],
    ['timeZone', '+01:00'],
    ['timeZone', ''],
    ['email', 'nobody'],
    ['email', 'a b@acme.test'],
    ['email', `${'a'.repeat(251)}@b.c`],
    ['phone', '++'],
    ['phone', 'call me'],
  ])('may not say the %s %j', (field, value) => {
    expect(profileErrors({ [field]: value }).map(({ path }) => path)).toEqual([['input', field]]);
  });
});

describe('the last administrator', () => {
  it('stays', () => {
    expect(leavesAdministrator(['a'], 'a')).toBe(false);
    expect(leavesAdministrator([], 'a')).toBe(false);
    expect(leavesAdministrator(['a', 'b'], 'a')).toBe(true);
    expect(leavesAdministrator(['a'], 'b')).toBe(true);
  });
});
