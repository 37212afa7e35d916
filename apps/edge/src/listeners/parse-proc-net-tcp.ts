import { SocketAddress } from 'node:net';

/** A connection with bytes that the other side has not acknowledged. */
export interface UnsentBytes {
  /** As Node tells it in `remoteAddress`. */
  remoteAddress: string;
  remotePort: number;
  bytes: number;
}

const ESTABLISHED = '01 ';
const CLOSE_WAIT = '08 ';

/** Hex digits of an address: IPv4, IPv6. */
const ADDRESS_DIGITS = [8, 32] as const;
const PORT_DIGITS = 5;

/**
 * Reads `/proc/net/tcp` or `/proc/net/tcp6` (Linux, proc_net_tcp.txt): connections of a local port with at least
 * `minBytes` in their send queue. Lines that are none are passed over.
 *
 * With ten thousand listeners the table has megabytes, read on the thread that writes to them: it is not taken apart into
 * lines and fields, but looked at where the port stands.
 */
export function parseProcNetTcp(text: string, localPort: number, minBytes: number): UnsentBytes[] {
  const port = `:${localPort.toString(16).toUpperCase().padStart(4, '0')} `;
  const found: UnsentBytes[] = [];
  for (let at = text.indexOf(port); at >= 0; at = text.indexOf(port, at + port.length)) {
    const digits = ADDRESS_DIGITS.find((count) => text.startsWith(': ', at - count - 2));
    if (digits === undefined) continue;
    const remote = at + port.length;
    const state = remote + digits + PORT_DIGITS + 1;
    const bytes = Number.parseInt(text.slice(state + 3, state + 11), 16);
    if (!(bytes >= minBytes)) continue;
    if (!text.startsWith(ESTABLISHED, state) && !text.startsWith(CLOSE_WAIT, state)) continue;
    const remoteAddress = addressOf(text.slice(remote, remote + digits));
    const remotePort = Number.parseInt(text.slice(remote + digits + 1, remote + digits + PORT_DIGITS), 16);
    if (remoteAddress !== undefined && !Number.isNaN(remotePort)) found.push({ remoteAddress, remotePort, bytes });
  }
  return found;
}

/** Words of 32 bits, each in the byte order of the machine, which is little-endian wherever this runs. */
function addressOf(hex: string): string | undefined {
  const words = hex.match(/[0-9A-F]{8}/g) ?? [];
  const bytes = words.flatMap((word) => (word.match(/../g) ?? []).reverse());
  if (words.length * 8 !== hex.length) return undefined;
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join('.');
  if (bytes.length !== 16) return undefined;
  const groups = Array.from({ length: 8 }, (_, i) => `${bytes[i * 2]}${bytes[i * 2 + 1]}`);
  return new SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address;
}
