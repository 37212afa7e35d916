import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

const MAC_BYTES = 16;
const shape = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{22})$/;

/**
 * The short form of a go-live token: its id and a MAC of it, 45 characters. It exists because butt cuts "user:password" at
 * 149 characters, silently, and a JWT has more than twice as many. What the token allows is looked up by its id.
 */
export class ShortTokens {
  private readonly key: Uint8Array;

  constructor(secret: string) {
    this.key = new Uint8Array(hkdfSync('sha256', secret, '', 'longwave short live token v1', 32));
  }

  /** @param tokenId a UUID */
  make(tokenId: string): string {
    const id = Buffer.from(tokenId.replaceAll('-', ''), 'hex');
    return `${id.toString('base64url')}.${this.macOf(id).toString('base64url')}`;
  }

  /** Whether a text looks like one; a JWT never does. */
  isOne(text: string): boolean {
    return shape.test(text);
  }

  /** The id in a short token; undefined for one that this station did not make. */
  read(text: string): string | undefined {
    const [, id = '', mac = ''] = shape.exec(text) ?? [];
    const bytes = Buffer.from(id, 'base64url');
    const given = Buffer.from(mac, 'base64url');
    if (bytes.length !== 16 || given.length !== MAC_BYTES || !timingSafeEqual(given, this.macOf(bytes))) return undefined;
    const hex = bytes.toString('hex');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }

  private macOf(id: Uint8Array): Buffer {
    return createHmac('sha256', this.key).update(id).digest().subarray(0, MAC_BYTES);
  }
}
