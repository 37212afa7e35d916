import { ValidateBy } from 'class-validator';
import { BlockList, isIP, isIPv4 } from 'node:net';

const familyOf = (address: string) => (isIPv4(address) ? 'ipv4' : 'ipv6');
const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, '');

/**
 * Reads a list of addresses and networks: `10.0.0.0/8, 192.168.1.7, fd00::/8`.
 *
 * @throws RangeError for what is neither
 */
export function parseNetworks(list: string): BlockList {
  const networks = new BlockList();
  for (const entry of list.split(',').map((part) => part.trim()).filter((part) => part !== '')) {
    const [address = '', prefix] = entry.split('/');
    const bits = isIPv4(address) ? 32 : 128;
    const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
    if (isIP(address) === 0 || !(length >= 0 && length <= bits)) throw new RangeError('not an address or a network such as 10.0.0.0/8');
    networks.addSubnet(address, length, familyOf(address));
  }
  return networks;
}

/** A setting that holds a list for `parseNetworks`. */
export function IsNetworks(): PropertyDecorator {
  return ValidateBy({
    name: 'isNetworks',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && value.length <= 2_000 && isReadable(value),
      defaultMessage: (args) => `${args?.property ?? 'it'} must be addresses or networks (10.0.0.0/8), separated by commas`,
    },
  });
}

function isReadable(list: string): boolean {
  try {
    parseNetworks(list);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * The address of whoever really asks. `X-Forwarded-For` is read from the right, each entry counting only while the one
 * who wrote it is a trusted proxy: what stands left of the first stranger, the stranger may have made up.
 *
 * @param remote address of the socket's other end
 */
export function clientAddress(remote: string, forwardedFor: string | undefined, trusted: BlockList): string {
  let address = plain(remote);
  const hops = (forwardedFor ?? '').slice(-2_000).split(',').map((hop) => plain(hop.trim()));
  while (isIP(address) !== 0 && trusted.check(address, familyOf(address))) {
    const hop = hops.pop();
    if (hop === undefined || isIP(hop) === 0) break;
    address = hop;
  }
  return address;
}
