import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Tells from where a request comes, as far as that can be known: a text that stands for one client's address. */
export type ClientAddress = (incoming: IncomingMessage) => string;

/** Proxies whose word on the client's address is believed. Each is an address, or a network: `10.0.0.0/8`. */
export type TrustedProxies = readonly string[];

/**
 * Makes what tells clients apart. It is the connection's other end; where that is a trusted proxy, the last address in
 * `x-forwarded-for` that is none. Whatever stands before that was written by whoever asked, and counts for nothing.
 *
 * @throws RangeError naming a proxy that is no address and no network
 */
export function createClientAddress(proxies: TrustedProxies): ClientAddress {
  const trusted = listOf(proxies);
  if (proxies.length === 0) return ({ socket }) => networkOf(plain(socket.remoteAddress ?? ''));
  return ({ socket, headers }) => {
    const hops = String(headers['x-forwarded-for'] ?? '').split(',');
    let client = plain(socket.remoteAddress ?? '');
    while (isIn(trusted, client) && hops.length > 0) {
      const before = plain((hops.pop() ?? '').trim());
      if (!isIPv4(before) && !isIPv6(before)) break;
      client = before;
    }
    return networkOf(client);
  };
}

function listOf(proxies: TrustedProxies): BlockList {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [address = '', length, ...more] = proxy.split('/');
    const bits = length === undefined ? null : Number(/^\d{1,3}$/.exec(length)?.[0] ?? NaN);
    const family = familyOf(address);
    if (family === null || more.length > 0 || (bits !== null && !(bits <= (family === 'ipv4' ? 32 : 128))))
      throw new RangeError(`"${proxy}" is no address and no network.`);
    if (bits === null) list.addAddress(address, family);
    else list.addSubnet(address, bits, family);
  }
  return list;
}

function isIn(list: BlockList, address: string): boolean {
  const family = familyOf(address);
  return family !== null && list.check(address, family);
}

function familyOf(address: string): 'ipv4' | 'ipv6' | null {
  if (isIPv4(address)) return 'ipv4';
  return isIPv6(address) ? 'ipv6' : null;
}

/** An address of version 4 that is written as one of version 6 is the same client. */
function plain(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  return mapped ?? address;
}

/** Whoever has one address of version 6 has the other 2⁶⁴ of its network. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? [] : tail.split(':');
    while (groups.length + after.length < 8) groups.push('0');
    groups.push(...after);
  }
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
