import { ValidateBy } from 'class-validator';
import { isIPv6 } from 'node:net';

/** Which hosts an operator lets through although their addresses are not public. */
export interface EgressAllow {
  /** @param host as in the target: a name, an IPv4 address, or an IPv6 address without brackets; case does not count */
  has(host: string, port: number): boolean;
}

const ENTRY = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_.-]+))(?::(\d{1,5}))?$/;
const MAX_LENGTH = 4_000;

const plain = (host: string): string => host.toLowerCase().replace(/\.$/, '');

function parseEntry(entry: string): string {
  if (isIPv6(entry)) return entry;
  const [, ipv6, name, port] = ENTRY.exec(entry) ?? [];
  if ((ipv6 !== undefined && !isIPv6(ipv6)) || (port !== undefined && !(Number(port) >= 1 && Number(port) <= 65_535))) throw new RangeError('not a host');
  const host = ipv6 ?? name;
  if (host === undefined) throw new RangeError('not a host or host:port');
  return port === undefined ? plain(host) : `${plain(host)} ${Number(port)}`;
}

/**
 * Reads a list such as `icecast.lan, 10.0.0.5:8000, [fd00::5]:8000`. A host without a port is let through on every port.
 * Networks are none: what is let through is written out.
 *
 * @throws RangeError for what is neither a host nor host:port
 */
export function parseEgressAllow(list: string): EgressAllow {
  if (list.length > MAX_LENGTH) throw new RangeError('too long');
  const entries = new Set(list.split(',').map((part) => part.trim().toLowerCase()).filter((part) => part !== '').map(parseEntry));
  return { has: (host, port) => entries.has(plain(host)) || entries.has(`${plain(host)} ${port}`) };
}

/** A setting that holds a list for `parseEgressAllow`. */
export function IsEgressAllow(): PropertyDecorator {
  return ValidateBy({
    name: 'isEgressAllow',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && isReadable(value),
      defaultMessage: (args) => `${args?.property ?? 'it'} must be hosts or host:port, separated by commas`,
    },
  });
}

function isReadable(list: string): boolean {
  try {
    parseEgressAllow(list);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
