import fc from 'fast-check';
import { type BodyDecoder, ChunkedBody, SizedBody, planBody } from './body-decoder';
import type { RequestHead } from './request-head';

const headWith = (method: string, headers: Record<string, string>): RequestHead => ({ method, target: '/live', protocol: 'HTTP/1.1', headers: new Map(Object.entries(headers)) });

function decode(decoder: BodyDecoder, bytes: Uint8Array, cuts: readonly number[]): { bytes: Buffer; state: string } {
  const out: Uint8Array[] = [];
  let state = 'more';
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const size = cuts.length === 0 ? bytes.length : (cuts[i % cuts.length] ?? 1);
    const step = decoder.push(bytes.subarray(at, at + size));
    out.push(...step.bytes);
    state = step.state;
    at += size;
  }
  return { bytes: Buffer.concat(out), state };
}

const asChunks = (parts: readonly Uint8Array[]) =>
  Buffer.concat([...parts.flatMap((part) => [Buffer.from(`${part.length.toString(16)};x=y\r\n`), part, Buffer.from('\r\n')]), Buffer.from('0\r\nTrailer: a\r\n\r\n')]);

describe('a body', () => {
  it('comes out of chunks as it went in, whatever the chunks and the pieces', () => {
    const parts = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 8 });
    fc.assert(fc.property(parts, fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 5 }), (list, cuts) => {
      const out = decode(new ChunkedBody(), asChunks(list), cuts);
      expect(out.state).toBe('complete');
      expect(out.bytes.equals(Buffer.concat(list))).toBe(true);
    }));
  });

  it('never throws and never gives more than came, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2_000 }), fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 5 }), (bytes, cuts) => {
      expect(decode(new ChunkedBody(), bytes, cuts).bytes.length).toBeLessThanOrEqual(bytes.length);
    }));
  });

  it.each(['x\r\n', '-1\r\n', '\r\n', `${'0'.repeat(9)}\r\n`, `5;${'x'.repeat(300)}`, '3\r\nabcX\r\n', `0\r\n${'t: x\r\n'.repeat(1_000)}`])('is malformed: %j', (text) => {
    expect(decode(new ChunkedBody(), Buffer.from(text), []).state).toBe('malformed');
  });

  it('stays malformed', () => {
    const body = new ChunkedBody();
    body.push(Buffer.from('zz\r\n'));
    expect(body.push(Buffer.from('3\r\nabc\r\n'))).toEqual({ bytes: [], state: 'malformed' });
  });

  it('ends at its announced length', () => {
    expect(decode(new SizedBody(5), Buffer.from('hello, world'), [2])).toEqual({ bytes: Buffer.from('hello'), state: 'complete' });
  });

  it.each([
    ['PUT', { 'transfer-encoding': 'Chunked' }, 'ChunkedBody'],
    ['PUT', {}, 'RawBody'],
    ['PUT', { 'content-length': '10' }, 'SizedBody'],
    ['SOURCE', { 'content-length': '-1' }, 'RawBody'],
  ])('is read by what the head says: %s %j', (method, headers, kind) => {
    const plan = planBody(headWith(method, headers));
    expect('decoder' in plan && plan.decoder.constructor.name).toBe(kind);
  });

  it.each([
    [{ 'transfer-encoding': 'gzip' }, 501],
    [{ 'transfer-encoding': 'chunked', 'content-length': '3' }, 400],
    [{ 'content-length': '3, 3' }, 400],
  ])('is refused: %j', (headers, status) => {
    expect(planBody(headWith('PUT', headers as Record<string, string>))).toMatchObject({ status });
  });
});
