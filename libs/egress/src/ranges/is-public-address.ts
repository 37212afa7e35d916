import { BlockList, isIP } from 'node:net';

/** IPv4 that is not the public internet: IANA's registry of special-purpose addresses (RFC 6890), and multicast. */
const REFUSED_IPV4 = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.31.196.0/24',
  '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4',
] as const;

/** All that is public in IPv6 lies in here (RFC 4291); loopback, mapped, NAT64, local and multicast addresses do not. */
const PUBLIC_IPV6 = '2000::/3';

/** Of that: protocol assignments with Teredo, documentation (twice), 6to4, AS112. */
const REFUSED_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'] as const;

function listOf(networks: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

const refusedIpv4 = listOf(REFUSED_IPV4, 'ipv4');
const refusedIpv6 = listOf(REFUSED_IPV6, 'ipv6');
const publicIpv6 = listOf([PUBLIC_IPV6], 'ipv6');

/**
 * Whether an address belongs to the public internet, so that connecting there cannot reach this machine, its network or
 * a cloud's own services. IPv6 that carries an IPv4 address in it (mapped, compatible, NAT64, 6to4, Teredo) never counts
 * as public, whatever it carries; nor does what is no address.
 *
 * @param address IPv4 or IPv6, in text, without brackets
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !refusedIpv4.check(address, 'ipv4');
  // A zone (fe80::1%eth0) belongs to a link.
  if (family !== 6 || address.includes('%')) return false;
  return publicIpv6.check(address, 'ipv6') && !refusedIpv6.check(address, 'ipv6');
}
