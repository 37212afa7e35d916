import fc from 'fast-check';
import { MAX_HEADERS, MAX_HEAD_BYTES } from './request-head';
import { RequestHeadReader } from './request-head-reader';

const read = (text: string | Uint8Array) => new RequestHeadReader().push(Buffer.from(text as string, 'latin1'));

describe('the head of a request', () => {
  it('is read with its fields, and what follows it is given back untouched', () => {
    const step = read('PUT /live HTTP/1.1\r\nHost: x\r\nAUTHORIZATION: Basic YTpi\r\nExpect: 100-continue\r\n\r\nOggS\0');
    expect(step).toMatchObject({ outcome: 'head', head: { method: 'PUT', target: '/live', protocol: 'HTTP/1.1' } });
    if (step.outcome !== 'head') throw new Error('refused');
    expect(step.head.headers.get('authorization')).toBe('Basic YTpi');
    expect(step.rest.toString('latin1')).toBe('OggS\0');
  });

  it.each([
    ['SOURCE /live ICE/1.0\ncontent-type: audio/mpeg\n\n', 'SOURCE', 'ICE/1.0'],
    ['\r\nSOURCE /live HTTP/1.0\r\n\r\n', 'SOURCE', 'HTTP/1.0'],
  ])('takes what old encoders send: %j', (text, method, protocol) => {
    expect(read(text)).toMatchObject({ outcome: 'head', head: { method, protocol } });
  });

  it.each([
    ['\x16\x03\x01\x02\x00\x01\r\n\r\n', 400],
    ['GET  / HTTP/1.1\r\n\r\n', 400],
    ['GET /\r\n\r\n', 400],
    ['PUT /li\x00ve HTTP/1.1\r\n\r\n', 400],
    ['PUT /live HTTP/2.0\r\n\r\n', 505],
    ['PUT /live HTTP/1.1\r\nno colon\r\n\r\n', 400],
    ['PUT /live HTTP/1.1\r\na: b\r\n folded\r\n\r\n', 400],
    ['PUT /live HTTP/1.1\r\na: b\x01c\r\n\r\n', 400],
    ['PUT /live HTTP/1.1\r\na b: c\r\n\r\n', 400],
    [`PUT /${'x'.repeat(5_000)} HTTP/1.1\r\n\r\n`, 414],
    [`PUT / HTTP/1.1\r\n${'a: b\r\n'.repeat(MAX_HEADERS + 1)}\r\n`, 431],
    [`PUT / HTTP/1.1\r\na: ${'b'.repeat(MAX_HEAD_BYTES)}`, 431],
  ])('refuses %j', (text, status) => {
    expect(read(text)).toMatchObject({ outcome: 'refused', status });
  });

  it('gives the same whatever the pieces it comes in', () => {
    const whole = Buffer.from('\r\nPUT /live HTTP/1.1\r\nHost: radio\r\nUser-Agent: x\r\n\r\nbody');
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }), (sizes) => {
      const reader = new RequestHeadReader();
      let at = 0;
      for (let i = 0; at < whole.length; i += 1) {
        const size = sizes[i % sizes.length] ?? 1;
        const step = reader.push(whole.subarray(at, at + size));
        at += size;
        if (step.outcome === 'need-more') continue;
        expect(step).toMatchObject({ outcome: 'head', head: { target: '/live' } });
        expect(Buffer.concat([step.rest, whole.subarray(at)]).toString()).toBe('body');
        return;
      }
      throw new Error('never ended');
    }));
  });

  it('never throws and never holds more than its bound, whatever comes', () => {
    const pieces = fc.array(fc.oneof(fc.uint8Array({ maxLength: 3_000 }), fc.constantFrom('PUT /live HTTP/1.1\r\n', 'a: b\r\n', '\r\n', '\n').map((text) => new Uint8Array(Buffer.from(text)))), { maxLength: 12 });
    fc.assert(fc.property(pieces, (list) => {
      const reader = new RequestHeadReader();
      for (const piece of list) {
        const step = reader.push(piece);
        expect(reader.length).toBeLessThanOrEqual(MAX_HEAD_BYTES);
        if (step.outcome !== 'need-more') return;
      }
    }));
  });

  it('survives any cut and any flipped bit of a good one', () => {
    const good = Buffer.from('PUT /live HTTP/1.1\r\nHost: radio:8003\r\nAuthorization: Basic c291cmNlOmFiYw==\r\nExpect: 100-continue\r\n\r\n');
    fc.assert(fc.property(fc.nat(good.length), fc.nat(good.length - 1), fc.nat(7), (length, at, bit) => {
      const damaged = Buffer.from(good);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
      const step = new RequestHeadReader().push(damaged.subarray(0, length));
      expect(['need-more', 'head', 'refused']).toContain(step.outcome);
    }));
  });
});
