import { ConnectionBook } from './connection-book';
import { isPrivateAddress } from './private-networks';

describe('ConnectionBook', () => {
  it('counts each address by itself, and forgets who left', () => {
    const book = new ConnectionBook(2, () => false);
    const leaves = Array.from({ length: 3 }, () => book.enter('203.0.113.9'));
    expect([book.isOver('203.0.113.9'), book.isOver('203.0.113.8')]).toEqual([true, false]);
    leaves[0]?.();
    leaves[0]?.();
    expect(book.isOver('203.0.113.9')).toBe(false);
    for (const leave of leaves) leave?.();
    expect(book.size).toBe(0);
  });

  it('cuts an address off at ten more than the limit', () => {
    const book = new ConnectionBook(2, () => false);
    for (let i = 0; i < 12; i++) expect(book.enter('203.0.113.9')).toBeDefined();
    expect(book.enter('203.0.113.9')).toBeUndefined();
    expect(book.enter('203.0.113.10')).toBeDefined();
  });

  it('counts an IPv6 network of 64 bits as one', () => {
    const book = new ConnectionBook(1, () => false);
    book.enter('2001:db8::1');
    book.enter('2001:db8::2:3');
    expect([book.isOver('2001:db8::9'), book.isOver('2001:db8:0:1::9')]).toEqual([true, false]);
  });

  it('counts nobody who is exempt, and nobody with a limit of 0', () => {
    for (const book of [new ConnectionBook(1, isPrivateAddress), new ConnectionBook(0, () => false)]) {
      for (let i = 0; i < 50; i++) expect(book.enter('192.168.1.7')).toBeDefined();
      expect([book.isOver('192.168.1.7'), book.size]).toEqual([false, 0]);
    }
  });
});

it.each([
  ['127.0.0.1', true], ['::1', true], ['::ffff:10.1.2.3', true], ['172.17.0.1', true], ['fe80::1', true], ['fd00::1', true], ['100.64.0.9', true],
  ['203.0.113.9', false], ['172.32.0.1', false], ['2001:db8::1', false], ['::ffff:8.8.8.8', false], ['', false], ['x', false],
])('isPrivateAddress(%j) is %s', (address, expected) => {
  expect(isPrivateAddress(address)).toBe(expected);
});
