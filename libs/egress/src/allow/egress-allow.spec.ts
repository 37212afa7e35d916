import 'reflect-metadata';
import { validateSync } from 'class-validator';
import { IsEgressAllow, parseEgressAllow } from './egress-allow';

describe('parseEgressAllow', () => {
  const allow = parseEgressAllow(' Icecast.LAN , 10.0.0.5:8000,[fd00::5]:8001, fd00::6,localhost,');

  it.each([
    ['icecast.lan', 8000], ['ICECAST.lan.', 1], ['10.0.0.5', 8000], ['fd00::5', 8001], ['fd00::6', 9], ['localhost', 80],
  ])('lets %s:%i through', (host, port) => {
    expect(allow.has(host, port)).toBe(true);
  });

  it.each([
    ['10.0.0.5', 8001], ['10.0.0.5', 80], ['fd00::5', 8000], ['10.0.0.50', 8000], ['evil.icecast.lan', 8000], ['icecast.lan.evil.example', 8000], ['127.0.0.1', 80], ['', 80],
  ])('lets %s:%i not', (host, port) => {
    expect(allow.has(host, port)).toBe(false);
  });

  it('lets nothing through when it is empty', () => {
    expect(parseEgressAllow('').has('', 0)).toBe(false);
  });

  it.each(['10.0.0.0/8', '*', '*.lan', 'a b', 'http://a', 'a:0', 'a:65536', 'a:b', '[fd00::5', '[x]:80', 'x'.repeat(4_001)])('refuses %j', (list) => {
    expect(() => parseEgressAllow(list)).toThrow(RangeError);
  });
});

it('is checked as a setting, naming it', () => {
  class Example {
    @IsEgressAllow() EGRESS_ALLOW = '*';
  }
  expect(validateSync(new Example())[0]?.constraints).toEqual({ isEgressAllow: 'EGRESS_ALLOW must be hosts or host:port, separated by commas' });
});
