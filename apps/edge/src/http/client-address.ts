import { BlockList, isIP } from 'node:net';

/**
 * Reads a list of addresses and networks: `10.0.0.0/8, 192.168.1.7, fd00::/8`.
 *
 * @throws RangeError for what is none
 */
export function parseTrustedProxies(list: string): BlockList {
  const trusted = new BlockList();
  for (const entry of list.split(',').map((part) => part.trim()).filter((part) => part !== '')) {
    const [address = '', prefix] = entry.split('/');
    const family = isIP(address);
    const bits = family === 4 ? 32 : 128;
    const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
    if (family === 0 || !(length >= 0 && length <= bits)) throw new RangeError('a trusted proxy is an address or a network such as 10.0.0.0/8');
    trusted.addSubnet(address, length, family === 4 ? 'ipv4' : 'ipv6');
  }
  return trusted;
}

/** The client's address: the last one in `X-Forwarded-For` that a trusted proxy did not write for another one of them. */
export function clientAddress(peer: string, forwardedFor: string | undefined, trusted: BlockList): string {
  let address = plain(peer);
  const hops = (forwardedFor ?? '').split(',').map((hop) => plain(hop.trim())).reverse();
  for (const hop of hops) {
    const family = isIP(address);
    if (family === 0 || !trusted.check(address, family === 4 ? 'ipv4' : 'ipv6') || isIP(hop) === 0) break;
    address = hop;
  }
  return address;
}

function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
