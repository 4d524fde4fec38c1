import { describe, expect, it } from '@jest/globals';
import { faultOfUrl, isPublicAddress } from './address-rules.ts';

describe('an address', () => {
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.15.0.1',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '2a00:1450::1',
  ])('%s is public', (address) => expect(isPublicAddress(address)).toBe(true));

  it.each([
    ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1'],
    ...['172.31.255.255', '192.168.1.1', '198.18.0.1', '203.0.113.9', '224.0.0.1', '240.0.0.1'],
    ...['255.255.255.255', '::', '::1', 'fe80::1', 'fc00::1', 'fd12::1', 'ff02::1', '2001:db8::1', '2001::1'],
    ...['::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:7f00:1', '64:ff9b::a00:1', '2002:7f00:1::', '100::1'],
    ...['fe80::1%eth0', 'localhost', '', '127.1', '0x7f.1', '010.0.0.1', '2130706433'],
  ])('%s is not', (address) => expect(isPublicAddress(address)).toBe(false));
});

describe('a registered address', () => {
  it.each(['https://subgraph.acme.example/graphql', 'https://8.8.8.8/', 'https://[2606:4700::1111]:8443/x'])(
    'may be %s',
    (url) => expect(faultOfUrl(url, false)).toBeNull(),
  );

  it.each([
    ...['http://subgraph.acme.example', 'ftp://acme.example', 'file:///etc/passwd', 'nonsense', ''],
    ...[
      'https://127.0.0.1',
      'https://127.1',
      'https://0177.0.0.1',
      'https://0x7f000001',
      'https://2130706433',
    ],
    ...['https://localhost..', 'https://db.internal.%2e', 'https://169.254.169.%2e', 'https://a..example'],
    ...['https://[::1]', 'https://[::ffff:127.0.0.1]', 'https://[fe80::1]', 'https://169.254.169.254/latest'],
    ...[
      'https://localhost',
      'https://localhost.',
      'https://db.internal',
      'https://printer.local',
      'https://intranet',
    ],
    ...['https://user:secret@acme.example', 'https://acme.example@127.0.0.1'],
    ...['https://１２７.0.0.1', 'https://127。0。0。1'],
  ])('may not be %s', (url) => expect(faultOfUrl(url, false)).not.toBeNull());

  it('may be a private one where that is allowed, and yet no other kind', () => {
    expect(faultOfUrl('http://127.0.0.1:4011/graphql', true)).toBeNull();
    for (const url of ['file:///etc/passwd', 'nonsense', 'http://user:secret@127.0.0.1'])
      expect(faultOfUrl(url, true)).not.toBeNull();
  });
});
