import fc from 'fast-check';
import { MAX_HEAD_BYTES, parseRequestHead } from './parse-request-head';

const parse = (text: string) => parseRequestHead(Buffer.from(text, 'latin1'));

describe('parseRequestHead', () => {
  it('reads a head', () => {
    const parsed = parse('GET /radio?burst=0 HTTP/1.1\r\nHost: a:1\r\nIcy-MetaData:  1 \r\nAccept: a\r\naccept: b\r\n\r\nrest');
    expect(parsed).toMatchObject({ state: 'whole', head: { method: 'GET', target: '/radio?burst=0', version: '1.1' } });
    if (parsed.state !== 'whole') throw new Error('not whole');
    expect([...parsed.head.headers]).toEqual([['host', 'a:1'], ['icy-metadata', '1'], ['accept', 'a, b']]);
  });

  it.each([
    ['bare line feeds', 'GET / HTTP/1.0\nHost: x\n\n'],
    ['an empty line before it', '\r\nGET / HTTP/1.0\r\n\r\n'],
    ['no headers', 'HEAD / HTTP/1.0\r\n\r\n'],
  ])('takes %s', (_name, text) => {
    expect(parse(text)).toMatchObject({ state: 'whole', head: { version: '1.0' } });
  });

  it.each([
    ['no target', 'GET HTTP/1.1\r\n\r\n', 400],
    ['no version', 'GET /radio\r\n\r\n', 400],
    ['another protocol', 'ICY 200 OK\r\n\r\n', 400],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', 400],
    ['a space in the target', 'GET /ra dio HTTP/1.1\r\n\r\n', 400],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\n', 505],
    ['a folded header', 'GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n', 400],
    ['a NUL', 'GET / HTTP/1.1\r\nA: b\0c\r\n\r\n', 400],
    ['a bare CR', 'GET / HTTP/1.1\r\nA: b\rX: c\r\n\r\n', 400],
    ['a space before the colon', 'GET / HTTP/1.1\r\nA : b\r\n\r\n', 400],
    ['too many headers', `GET / HTTP/1.1\r\n${'A: b\r\n'.repeat(101)}\r\n`, 431],
    ['a head without end', `GET / HTTP/1.1\r\nA: ${'b'.repeat(MAX_HEAD_BYTES)}`, 431],
  ])('refuses %s', (_name, text, status) => {
    expect(parse(text)).toEqual({ state: 'refused', status });
  });

  it('waits for the rest', () => {
    const text = 'GET /radio HTTP/1.1\r\nHost: localhost\r\n\r\n';
    for (let cut = 0; cut < text.length; cut++) expect(parse(text.slice(0, cut))).toEqual({ state: 'incomplete' });
  });

  it('never throws, and never takes control characters', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)), fc.string({ unit: 'binary' }).map((junk) => Buffer.from(`GET / HTTP/1.1\r\n${junk}\r\n\r\n`, 'latin1'))), (bytes) => {
        const parsed = parseRequestHead(bytes);
        if (parsed.state !== 'whole') return;
        for (const value of parsed.head.headers.values()) expect(value).not.toMatch(/[\0-\x08\n-\x1f\x7f]/);
      }),
      { numRuns: 500 },
    );
  });
});
