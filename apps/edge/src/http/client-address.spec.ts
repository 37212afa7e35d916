import { clientAddress, parseTrustedProxies } from './client-address';

const trusted = parseTrustedProxies('10.0.0.0/8, 192.168.1.7, fd00::/8');

describe('clientAddress', () => {
  it.each([
    ['no proxy', '203.0.113.9', undefined, '203.0.113.9'],
    ['a header that a stranger sent', '203.0.113.9', '1.2.3.4', '203.0.113.9'],
    ['one proxy', '10.1.2.3', '203.0.113.9', '203.0.113.9'],
    ['two proxies', '::ffff:10.1.2.3', '203.0.113.9, 192.168.1.7', '203.0.113.9'],
    ['a lie before the truth', '10.1.2.3', '1.2.3.4, 203.0.113.9', '203.0.113.9'],
    ['IPv6', 'fd00::1', '2001:db8::5', '2001:db8::5'],
    ['nonsense', '10.1.2.3', 'unknown', '10.1.2.3'],
  ])('knows the client behind %s', (_name, peer, header, client) => {
    expect(clientAddress(peer, header, trusted)).toBe(client);
  });

  it.each(['10.0.0.0/33', 'localhost', '10.0.0/8', '::/129', '10.0.0.0/x'])('refuses %s', (list) => {
    expect(() => parseTrustedProxies(list)).toThrow(RangeError);
  });
});
