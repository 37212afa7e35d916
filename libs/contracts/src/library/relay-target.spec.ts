import fc from 'fast-check';
import { maskedRelayTarget, parseRelayTarget, relayAddress } from './relay-target';

describe('parseRelayTarget', () => {
  it.each([
    ['icecast://source:hackme@icecast.example:8000/radio.ogg', { user: 'source', password: 'hackme', host: 'icecast.example', port: 8000, mount: '/radio.ogg' }],
    ['icecast://source:pw@Icecast.Example/live/one.mp3', { user: 'source', password: 'pw', host: 'icecast.example', port: 8000, mount: '/live/one.mp3' }],
    ['icecast://mia%20b:p%40ss%3A%2F%23%C3%A4@10.0.0.5:80/x', { user: 'mia b', password: 'p@ss:/#ä', host: '10.0.0.5', port: 80, mount: '/x' }],
    ['icecast://source:pw@[FD00::5]:9000/x', { user: 'source', password: 'pw', host: 'fd00::5', port: 9000, mount: '/x' }],
  ])('takes %s apart', (text, target) => {
    expect(parseRelayTarget(text)).toEqual(target);
  });

  it.each([
    'http://source:pw@host:8000/x', 'icecast://host:8000/x', 'icecast://source@host/x', 'icecast://source:@host/x', 'icecast://source:pw@host:0/x', 'icecast://source:pw@host:65536/x',
    'icecast://source:pw@host:8000', 'icecast://source:pw@host:8000/', 'icecast://source:pw@host/x?y=1', 'icecast://source:pw@host/x#y', 'icecast://source:pw@host/a b', 'icecast://source:pw@host/x\r\nA: b',
    'icecast://source:p%0d%0aw@host/x', 'icecast://so%3Aurce:pw@host/x', 'icecast://source:%zz@host/x', 'icecast://source:p@w@host/x', 'icecast://source:pw@host/../admin', 'icecast://source:pw@host/admin/x',
    'icecast://source:pw@host//x', 'icecast://source:pw@ho st/x', 'icecast://source:pw@[::1/x', ` icecast://source:pw@host/x`, `icecast://source:pw@host/${'x'.repeat(500)}`, '',
  ])('refuses %j', (text) => {
    expect(parseRelayTarget(text)).toBeUndefined();
  });

  it('takes any password that is printable, percent-encoded, and masks it', () => {
    const word = fc.string({ minLength: 1, maxLength: 30, unit: 'binary' }).filter((text) => !/\p{Cc}|\p{Cs}/u.test(text));
    fc.assert(fc.property(word, (password) => {
      const target = parseRelayTarget(`icecast://source:${encodeURIComponent(password).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}@host/x`);
      expect(target?.password).toBe(password);
      expect(target && maskedRelayTarget(target)).toBe('icecast://source:***@host:8000/x');
    }));
  });

  it('never throws, whatever comes', () => {
    fc.assert(fc.property(fc.string({ maxLength: 600, unit: 'binary' }), (text) => {
      parseRelayTarget(text);
      parseRelayTarget(`icecast://source:pw@${text}`);
    }));
  });
});

it('writes an address that leads to the same place', () => {
  expect(relayAddress({ host: 'fd00::5', port: 9000, mount: '/x' })).toBe('[fd00::5]:9000/x');
});
