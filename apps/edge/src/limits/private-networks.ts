import { parseNetworks } from '@longwave/service';
import { type BlockList, isIPv4 } from 'node:net';

/**
 * Loopback, link-local, private and carriers' inner networks (RFC 1918, 3927, 4193, 4291, 6598). Who comes from there is
 * in the house, or is a proxy or a container's bridge behind which everybody has the same address.
 */
const PRIVATE: BlockList = parseNetworks('127.0.0.0/8, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 169.254.0.0/16, 100.64.0.0/10, ::1, fc00::/7, fe80::/10');

/** Whether an address is of a network that is not the internet. What is no address counts as one that is not. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return PRIVATE.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6');
}
