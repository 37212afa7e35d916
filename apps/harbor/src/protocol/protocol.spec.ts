import fc from 'fast-check';
import { basicPassword } from './basic-password';
import { mountSlug, splitTarget } from './mount-slug';
import { encodeGoAhead, encodeResponse } from './response';
import { joinTitle, parseTitleUpdate } from './title-update';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('the password', () => {
  it.each([
    [basic('source:abc'), 'abc'],
    [basic(':a:b:c'), 'a:b:c'],
    ['bAsIc   c291cmNlOng=', 'x'],
    [basic('source:'), undefined],
    [basic('nothing'), undefined],
    ['Bearer abc', undefined],
    ['Basic !!!', undefined],
    [undefined, undefined],
    [basic(`source:${'x'.repeat(5_000)}`), undefined],
  ])('of %s is %s', (header, password) => {
    expect(basicPassword(header)).toBe(password);
  });

  it('is found in anything without a throw', () => {
    fc.assert(fc.property(fc.string(), (text) => {
      basicPassword(`Basic ${text}`);
    }));
  });
});

describe('a mount', () => {
  it.each([['/live', null], ['/live/', null], ['/live/jazz-2', 'jazz-2'], ['/live/../x', undefined], ['/live/Jazz', undefined], ['/radio', undefined], ['/', undefined]])('%s is %s', (path, slug) => {
    expect(mountSlug(path)).toBe(slug);
  });

  it('is parted from its query', () => {
    expect(splitTarget('/live?a=b?c')).toEqual({ path: '/live', query: 'a=b?c' });
  });
});

describe('a title update', () => {
  it.each([
    ['mode=updinfo&mount=/live&song=M%C3%BCller+-+Lied', 'Müller - Lied'],
    ['mode=updinfo&mount=%2Flive&song=M%FCller', 'Müller'],
    ['mode=updinfo&mount=/live&song=%FC&charset=ISO-8859-1', 'ü'],
    ['mode=updinfo&mount=/live&charset=UTF-8&artist=A&title=B', 'A - B'],
    ['mode=updinfo&mount=/live&title=B', 'B'],
    ['mode=updinfo&mount=/live&song=a%0Ab%00c%1b', 'a bc'],
    ['mode=updinfo&mount=/live&song=100%', '100%'],
    ['mode=updinfo&mount=/live&song=', ''],
  ])('%s gives %j', (query, title) => {
    expect(parseTitleUpdate(query)).toEqual({ mount: '/live', title });
  });

  it.each(['', 'mode=fallbacks&mount=/live', 'mode=updinfo&song=x', 'mode=updinfo&mount=/live'])('%j is refused', (query) => {
    expect(parseTitleUpdate(query)).toMatchObject({ status: 400 });
  });

  it('never throws and keeps to the bound', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
      const update = parseTitleUpdate(`mode=updinfo&mount=/live&song=${text}`);
      if ('title' in update) expect([...update.title].length).toBeLessThanOrEqual(300);
    }));
  });

  it('joins artist and title', () => {
    expect([joinTitle('A', 'B'), joinTitle('', 'B'), joinTitle('A', undefined), joinTitle(undefined, ' ')]).toEqual(['A - B', 'B', 'A', '']);
  });
});

describe('an answer', () => {
  it('says HTTP/1.0 200 OK to SOURCE encoders, whatever version they claim', () => {
    for (const protocol of ['ICE/1.0', 'HTTP/1.0', 'HTTP/1.1'] as const) {
      expect(encodeGoAhead({ method: 'SOURCE', protocol }).toString()).toMatch(/^HTTP\/1\.0 200 OK\r\n/);
    }
    expect(encodeGoAhead({ method: 'PUT', protocol: 'HTTP/1.1' }).toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  it('tells the reason in the status line and in the body, and nothing that breaks the line', () => {
    const text = encodeResponse({ method: 'PUT', protocol: 'HTTP/1.1' }, { status: 409, reason: 'Mia is\r\nSet-Cookie: x' }).toString();
    expect(text).toMatch(/^HTTP\/1\.1 409 Mia is Set-Cookie: x\r\n/);
    expect(text.split('\r\n\r\n')[0]).not.toMatch(/\r\nSet-Cookie/);
    expect(text).toMatch(/Content-Length: (\d+)\r\n/);
  });
});
