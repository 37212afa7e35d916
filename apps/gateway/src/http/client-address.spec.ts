import fc from 'fast-check';
import { clientAddress, limitSubject, parseTrustedProxies } from './client-address';

const trusted = parseTrustedProxies('10.0.0.0/8,::1,127.0.0.1');
const nobody = parseTrustedProxies('');

describe('clientAddress', () => {
  it('believes no header unless a trusted proxy sent it', () => {
    expect(clientAddress('203.0.113.9', '1.2.3.4', trusted)).toBe('203.0.113.9');
    expect(clientAddress('127.0.0.1', '1.2.3.4', nobody)).toBe('127.0.0.1');
  });

  it('reads from the right, as far as the proxies are ours', () => {
    expect(clientAddress('127.0.0.1', '6.6.6.6, 203.0.113.9, 10.1.2.3', trusted)).toBe('203.0.113.9');
    expect(clientAddress('::ffff:127.0.0.1', '203.0.113.9', trusted)).toBe('203.0.113.9');
    expect(clientAddress('::1', '2001:db8::1', trusted)).toBe('2001:db8::1');
  });

  it.each(['', 'unknown', 'not an address', '1.2.3.4:80', ',,,'])('stays with the proxy for %j', (header) => {
    expect(clientAddress('127.0.0.1', header, trusted)).toBe('127.0.0.1');
  });

  it('cannot be fooled by what a stranger writes in front', () => {
    fc.assert(fc.property(fc.string(), (made) => expect(clientAddress('127.0.0.1', `${made},203.0.113.9`, trusted)).toBe('203.0.113.9')));
  });

  it('refuses networks that are none', () => {
    expect(() => parseTrustedProxies('10.0.0.0/8,dead.beef')).toThrow(/TRUSTED_PROXIES/);
  });
});

describe('limitSubject', () => {
  it('counts an IPv6 customer once', () => {
    expect(limitSubject('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
    expect(limitSubject('2001:db8:1:2::9')).toBe('2001:db8:1:2::/64');
    expect(limitSubject('2001:0db8::1')).toBe(limitSubject('2001:db8:0:0::2'));
    expect(limitSubject('::1')).toBe('0:0:0:0::/64');
    expect(limitSubject('203.0.113.9')).toBe('203.0.113.9');
  });
});
