import { limitSubject } from './limit-subject';

describe('limitSubject', () => {
  it('counts an IPv6 customer once', () => {
    expect(limitSubject('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
    expect(limitSubject('2001:db8:1:2::9')).toBe('2001:db8:1:2::/64');
    expect(limitSubject('2001:0db8::1')).toBe(limitSubject('2001:db8:0:0::2'));
    expect(limitSubject('::1')).toBe('0:0:0:0::/64');
    expect(limitSubject('203.0.113.9')).toBe('203.0.113.9');
  });
});
