import { ValidateBy } from 'class-validator';
import { isIPv6 } from 'node:net';

/** A kind of server, and how its address is written. */
interface AddressForm {
  looksRight: RegExp;
  /** Whether the client that gets the address can read it. */
  isReadable: (address: string) => boolean;
  rule: string;
}

const encoded = 'and what is special in user or password percent-encoded (# is %23, % is %25)';

const forms = {
  nats: {
    looksRight: /^(nats|tls):\/\/[^\s@]+$/,
    isReadable: (list) => list.split(',').every(isHostAndPort),
    rule: 'nats://host:port, several separated by commas, without credentials',
  },
  redis: {
    looksRight: /^rediss?:\/\/\S+$/,
    isReadable: isUrl,
    rule: `redis://[user:password@]host:port, ${encoded}`,
  },
  postgres: {
    looksRight: /^postgres(ql)?:\/\/\S+$/,
    // Without a host it is a socket on this machine, which PostgreSQL's client reads and URL does not.
    isReadable: (address) => isUrl(address.replace('@/', '@localhost/')),
    rule: `postgresql://user:password@host:port/database, ${encoded}`,
  },
} satisfies Record<string, AddressForm>;

/**
 * A setting that holds the address of a server. What its client could not read is refused here: the client's own error
 * holds the whole address, password included, and would come again at each start. The message names the setting and
 * never the value.
 */
export function IsServerUrl(kind: keyof typeof forms): PropertyDecorator {
  const form: AddressForm = forms[kind];
  return ValidateBy({
    name: 'isServerUrl',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && form.looksRight.test(value) && form.isReadable(value),
      defaultMessage: (args) => `${args?.property ?? 'it'} must be ${form.rule}`,
    },
  });
}

/** Read as the NATS client does: the scheme does not count, and an IPv6 address may stand without brackets. */
function isHostAndPort(address: string): boolean {
  const host = address.replace(/^.*:\/\//, '');
  return isIPv6(host) || URL.canParse(`http://${host}`);
}

/** The clients of Redis and PostgreSQL decode the credentials, too. */
function isUrl(address: string): boolean {
  try {
    const { username, password } = new URL(address);
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}
