import { BlockList, isIP } from 'node:net';

/**
 * Addresses that nobody on the internet has: of one's own machine, one's own network, one's own provider. A registered
 * address that leads to one of them would have the gateway ask what stands behind its own walls.
 */
const PRIVATE_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
/** Within `2000::/3`, outside of which nothing is public: documentation, Teredo and 6to4, which wrap another address. */
const PRIVATE_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const privateIpv4 = listOf(PRIVATE_IPV4, 'ipv4');
const privateIpv6 = listOf(PRIVATE_IPV6, 'ipv6');
const publicIpv6 = listOf(['2000::/3'], 'ipv6');

function listOf(ranges: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [net = '', bits] = range.split('/');
    list.addSubnet(net, Number(bits), family);
  }
  return list;
}

/** Whether an IP address, as text, is one that anybody on the internet may reach. What is no address is not. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !privateIpv4.check(address, 'ipv4');
    case 6:
      return publicIpv6.check(address, 'ipv6') && !privateIpv6.check(address, 'ipv6');
    default:
      return false;
  }
}

/**
 * What is wrong with an address that a company registers; null when nothing is. What its name resolves to is checked when
 * it is connected to, and again each time: a name may lead somewhere else by then.
 *
 * @param allowPrivate for networks of one's own, and for development: `http` and private addresses are taken as well
 */
export function faultOfUrl(text: string, allowPrivate: boolean): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return 'is no https address';
  if (url.username !== '' || url.password !== '') return 'has a name or a password in it';
  if (allowPrivate) return null;
  if (url.protocol !== 'https:') return 'is not https';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const named = isIP(host) === 0;
  if (named ? isLocalName(host) : !isPublicAddress(host)) return 'leads into a private network';
  return null;
}

/** Without a dot, of an ending of one's own, or with nothing between two dots: no name that the internet knows. */
function isLocalName(host: string): boolean {
  const name = host.replace(/\.$/, '');
  const labels = name.split('.');
  return (
    labels.length < 2 || labels.includes('') || /\.(localhost|local|internal|lan|home\.arpa)$/i.test(name)
  );
}
