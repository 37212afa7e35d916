import fc from 'fast-check';
import { ShortTokens } from './short-token';

const tokens = new ShortTokens('a secret of the station, long enough');

it('holds the id of a token in 45 characters', () => {
  fc.assert(fc.property(fc.uuid(), (id) => {
    const short = tokens.make(id);
    expect(short).toHaveLength(45);
    expect(tokens.isOne(short)).toBe(true);
    expect(tokens.read(short)).toBe(id);
  }));
});

it('is refused when it was made elsewhere or a bit of it was changed', () => {
  const short = tokens.make('5f0c1d7e-8f5e-4c5e-9d0e-0d5b8f3c2a11');
  expect(new ShortTokens('another secret of another station').read(short)).toBeUndefined();
  for (let i = 0; i < short.length; i += 1) {
    // The last character of each half has bits that base64 leaves out.
    if (i === 21 || i === 22 || i === 44) continue;
    expect(tokens.read(short.slice(0, i) + (short[i] === 'A' ? 'B' : 'A') + short.slice(i + 1))).toBeUndefined();
  }
});

it('is not seen in a JWT, nor in anything else, and nothing makes it throw', () => {
  expect(tokens.isOne('eyJhbGciOiJIUzI1NiJ9.eyJjaCI6MSwiZGoiOiJMYWIi.IreItVQEN8JJfa4t26ZbxW')).toBe(false);
  fc.assert(fc.property(fc.string(), (text) => {
    expect(tokens.read(text)).toBeUndefined();
  }));
});
