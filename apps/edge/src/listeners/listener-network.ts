import { limitSubject } from '@longwave/service';
import { isIP } from 'node:net';

/** The network of a listener for statistics: 24 bits of an IPv4 address, 48 of an IPv6 one; empty for what is neither. */
export function listenerNetwork(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIP(plain) === 0) return '';
  if (!plain.includes(':')) return plain.replace(/\d+$/, '0/24');
  return `${limitSubject(plain).split(':').slice(0, 3).join(':')}::/48`;
}
