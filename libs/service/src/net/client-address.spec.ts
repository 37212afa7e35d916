import { IsOptional } from 'class-validator';
import fc from 'fast-check';
import { loadConfig } from '../config/load-config';
import { clientAddress, IsNetworks, parseNetworks } from './client-address';

const trusted = parseNetworks('10.0.0.0/8, 192.168.1.7,::1, 127.0.0.1, fd00::/8');
const nobody = parseNetworks('');

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

  it.each([
    ['one proxy', '10.1.2.3', '203.0.113.9', '203.0.113.9'],
    ['two proxies', '::ffff:10.1.2.3', '203.0.113.9, 192.168.1.7', '203.0.113.9'],
    ['IPv6', 'fd00::1', '2001:db8::5', '2001:db8::5'],
  ])('knows the client behind %s', (_name, peer, header, client) => {
    expect(clientAddress(peer, header, trusted)).toBe(client);
  });
});

describe('networks', () => {
  class Example {
    @IsOptional() @IsNetworks() TRUSTED_PROXIES = '';
  }

  it.each(['10.0.0.0/33', 'localhost', '10.0.0/8', '::/129', '10.0.0.0/x', '10.0.0.0/99'])('that are none are a wrong setting: %s', (list) => {
    expect(() => parseNetworks(list)).toThrow(RangeError);
    expect(() => loadConfig(Example, { TRUSTED_PROXIES: list })).toThrow(/TRUSTED_PROXIES must be addresses or networks/);
  });

  it('are taken with and without spaces', () => {
    expect(loadConfig(Example, { TRUSTED_PROXIES: '10.0.0.0/8, ::1,fd00::/8' }).TRUSTED_PROXIES).toBe('10.0.0.0/8, ::1,fd00::/8');
  });
});
