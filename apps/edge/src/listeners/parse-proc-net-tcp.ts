import { SocketAddress } from 'node:net';

/** A connection with bytes that the other side has not acknowledged. */
export interface UnsentBytes {
  /** As Node tells it in `remoteAddress`. */
  remoteAddress: string;
  remotePort: number;
  bytes: number;
}

const ESTABLISHED = '01';
const CLOSE_WAIT = '08';

/**
 * Reads `/proc/net/tcp` or `/proc/net/tcp6` (Linux, proc_net_tcp.txt): connections of a local port with at least
 * `minBytes` in their send queue. Lines that are none are passed over.
 */
export function parseProcNetTcp(text: string, localPort: number, minBytes: number): UnsentBytes[] {
  const port = `:${localPort.toString(16).toUpperCase().padStart(4, '0')}`;
  const found: UnsentBytes[] = [];
  for (const line of text.split('\n')) {
    const [, local, remote, state, queues] = line.trimStart().split(' ', 5);
    if (!local?.endsWith(port) || (state !== ESTABLISHED && state !== CLOSE_WAIT)) continue;
    const bytes = Number.parseInt(queues ?? '', 16);
    if (!(bytes >= minBytes)) continue;
    const [hexAddress = '', hexPort = ''] = remote?.split(':') ?? [];
    const remoteAddress = addressOf(hexAddress);
    if (remoteAddress !== undefined) found.push({ remoteAddress, remotePort: Number.parseInt(hexPort, 16), bytes });
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
