import fc from 'fast-check';
import { AuthFailures, networkOf } from './auth-failures';

describe('AuthFailures', () => {
  it('doubles the wait with each failure of an address, up to a bound, and forgets after a while', () => {
    const failures = new AuthFailures();
    expect([0, 1, 2, 3, 4, 5].map((i) => failures.note('10.0.0.1', i))).toEqual([1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
    expect(failures.note('10.0.0.2', 10)).toBe(1_000);
    expect(failures.note('10.0.0.1', 700_000)).toBe(1_000);
  });

  it('takes a household’s IPv6 network for one address', () => {
    const failures = new AuthFailures();
    failures.note('2001:db8:1:2::1', 0);
    expect(failures.note('2001:0db8:1:2:ffff:ffff:ffff:ffff', 1)).toBe(2_000);
    expect(failures.note('2001:db8:1:3::1', 2)).toBe(1_000);
  });

  it.each([['::ffff:192.0.2.1', '192.0.2.1'], ['192.0.2.1', '192.0.2.1'], ['::1', '0:0:0:0'], ['fe80::1%eth0', 'fe80:0:0:0']])('sees %s as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('takes whatever it is given', () => {
    fc.assert(fc.property(fc.string(), (text) => {
      networkOf(text);
    }));
  });
});
