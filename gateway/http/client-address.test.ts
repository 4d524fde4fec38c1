import { describe, expect, it } from '@jest/globals';
import type { IncomingMessage } from 'node:http';
import { createClientAddress } from './client-address.ts';

function from(remoteAddress: string, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}

describe('a client’s address', () => {
  it('is the other end of the connection, whatever a header says', () => {
    const addressOf = createClientAddress([]);
    expect(addressOf(from('203.0.113.7', '198.51.100.1'))).toBe('203.0.113.7');
    expect(addressOf(from('::ffff:203.0.113.7'))).toBe('203.0.113.7');
  });

  it('is what a trusted proxy says, and nothing that stands before it', () => {
    const addressOf = createClientAddress(['10.0.0.0/8', '192.0.2.1', 'fd00::/8']);
    expect(addressOf(from('10.1.2.3', '198.51.100.1'))).toBe('198.51.100.1');
    expect(addressOf(from('10.1.2.3', '1.1.1.1, 198.51.100.1'))).toBe('198.51.100.1');
    expect(addressOf(from('fd00::1', '198.51.100.1, 192.0.2.1, 10.9.9.9'))).toBe('198.51.100.1');
    // Nobody else's word counts, nor what is no address.
    expect(addressOf(from('203.0.113.7', '198.51.100.1'))).toBe('203.0.113.7');
    expect(addressOf(from('10.1.2.3', 'somebody'))).toBe('10.1.2.3');
    expect(addressOf(from('10.1.2.3', '198.51.100.1, somebody'))).toBe('10.1.2.3');
    expect(addressOf(from('10.1.2.3'))).toBe('10.1.2.3');
  });

  it('of version 6 stands for its network, however it is written', () => {
    const addressOf = createClientAddress([]);
    const same = ['2001:db8:0:7::1', '2001:0DB8:0000:0007:ffff::2', '2001:db8:0:7:1:2:3:4'];
    expect(same.map((address) => addressOf(from(address)))).toEqual(same.map(() => '2001:db8:0:7::/64'));
    expect(addressOf(from('::1'))).toBe('0:0:0:0::/64');
    expect(addressOf(from('fe80::1%eth0'))).toBe('fe80:0:0:0::/64');
  });

  it.each(['somewhere', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', 'fd00::/129', ''])(
    'is not told by a proxy that is no address: "%s"',
    (proxy) => {
      expect(() => createClientAddress([proxy])).toThrow(RangeError);
    },
  );
});
