import { BlockList, isIP, isIPv4 } from 'node:net';

const plain = (address: string) => (address.toLowerCase().startsWith('::ffff:') && isIPv4(address.slice(7)) ? address.slice(7) : address);

/**
 * Reads `TRUSTED_PROXIES`: addresses and networks, separated by commas.
 *
 * @throws Error for what is neither
 */
export function parseTrustedProxies(text: string): BlockList {
  const list = new BlockList();
  for (const part of text.split(',').filter((item) => item !== '')) {
    const [address = '', prefix] = part.split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    if (isIP(address) === 0) throw new Error('TRUSTED_PROXIES holds what is no address');
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

const isTrusted = (address: string, trusted: BlockList) => isIP(address) !== 0 && trusted.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');

/**
 * The address of whoever really asks. `X-Forwarded-For` is read from the right, each entry counting only while the one
 * who wrote it is a trusted proxy: what stands left of the first stranger, the stranger may have made up.
 *
 * @param remote address of the socket's other end
 */
export function clientAddress(remote: string, forwardedFor: string | undefined, trusted: BlockList): string {
  let address = plain(remote);
  const hops = (forwardedFor ?? '').slice(-2000).split(',').map((hop) => plain(hop.trim()));
  while (isTrusted(address, trusted)) {
    const hop = hops.pop();
    if (hop === undefined || isIP(hop) === 0) break;
    address = hop;
  }
  return address;
}

/** What rate limits count by: an IPv4 address, or the /64 that one IPv6 customer has at least. */
export function limitSubject(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const rest = tail === '' ? [] : tail.split(':');
    while (groups.length + rest.length < 8) groups.push('0');
    groups.push(...rest);
  }
  return `${groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}
