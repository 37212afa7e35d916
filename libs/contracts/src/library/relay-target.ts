/** Where a relay sends to, taken apart. */
export interface RelayTarget {
  user: string;
  password: string;
  /** In lower case; IPv6 without brackets. */
  host: string;
  port: number;
  /** Begins with a slash. */
  mount: string;
}

/** Longest address that is taken. */
export const MAX_RELAY_TARGET_LENGTH = 500;

const DEFAULT_PORT = 8000;
const pattern = /^icecast:\/\/([^\s:@/?#]{1,100}):([^\s:@/?#]{1,300})@(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::(\d{1,5}))?(\/[A-Za-z0-9._~-]+(?:\/[A-Za-z0-9._~-]+)*)$/;
/** What no header and no credential may hold. */
const isPrintable = (text: string): boolean => !/\p{Cc}/u.test(text);

/**
 * Takes an Icecast source's address apart: `icecast://user:password@host[:port]/mount`; user and password may be
 * percent-encoded and must be when they hold `:`, `@`, `/`, `?` or `#`. The port is 8000 by default.
 *
 * @returns undefined for what is none. Never put the text into an error: it has a password in it
 */
export function parseRelayTarget(text: string): RelayTarget | undefined {
  if (text.length > MAX_RELAY_TARGET_LENGTH) return undefined;
  const [, user, password, host, port, mount] = pattern.exec(text) ?? [];
  if (user === undefined || password === undefined || host === undefined || mount === undefined) return undefined;
  const [name, secret, number] = [decoded(user), decoded(password), port === undefined ? DEFAULT_PORT : Number(port)];
  // A colon in a user's name would end it in Basic authorization.
  if (name === undefined || secret === undefined || name.includes(':') || !(number >= 1 && number <= 65_535)) return undefined;
  // Icecast serves its administration there.
  if (mount.split('/').some((part) => part === '.' || part === '..') || /^\/admin(\/|$)/i.test(mount)) return undefined;
  return { user: name, password: secret, host: host.replace(/^\[|\]$/g, '').toLowerCase(), port: number, mount };
}

/** What may be shown of a target: everything but the password. */
export function maskedRelayTarget({ user, host, port, mount }: RelayTarget): string {
  return `icecast://${encodeURIComponent(user)}:***@${relayAddress({ host, port, mount })}`;
}

/** The place itself, `host:port/mount`: two relays to the same one would take it from each other. */
export function relayAddress({ host, port, mount }: Pick<RelayTarget, 'host' | 'port' | 'mount'>): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}${mount}`;
}

function decoded(text: string): string | undefined {
  try {
    const plain = decodeURIComponent(text);
    return isPrintable(plain) ? plain : undefined;
  } catch {
    return undefined;
  }
}
