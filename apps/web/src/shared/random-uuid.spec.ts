import { uuidFrom } from './random-uuid';

describe('uuidFrom', () => {
  it('writes version and variant over the random bits, and nothing else', () => {
    expect(uuidFrom(new Uint8Array(16).fill(0xff))).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
    expect(uuidFrom(new Uint8Array(16))).toBe('00000000-0000-4000-8000-000000000000');
  });

  it('always has the form of version 4', () => {
    for (let n = 0; n < 200; n += 1) expect(uuidFrom(crypto.getRandomValues(new Uint8Array(16)))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
