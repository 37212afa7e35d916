import fc from 'fast-check';
import { cleanText } from './clean-text';

describe('cleanText', () => {
  it.each([
    ['  Sunrise \n', 'Sunrise'],
    ['two\r\nlines', 'two lines'],
    ['a\u0000b\u001b[31mc\u007f\u0085d', 'ab[31mc d'],
    ['evil\u202egpj.exe', 'evilgpj.exe'],
    ['a\u2066b\u2069', 'ab'],
    ['Cafe\u0301', 'Café'],
    ['\ud800half', 'half'],
    ['שלום עולם', 'שלום עולם'],
    ['👩‍🚀 "quotes" <b>', '👩‍🚀 "quotes" <b>'],
    ['', ''],
  ])('turns %j into %j', (raw, clean) => {
    expect(cleanText(raw, 100)).toBe(clean);
  });

  it('cuts by code points, never through one', () => {
    expect(cleanText('🎵🎵🎵', 2)).toBe('🎵🎵');
    expect(cleanText('ab cd', 3)).toBe('ab');
    expect(cleanText('abc', 0)).toBe('');
  });

  it('holds its promises for any string, and twice is once', () => {
    const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) });
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ unit: 'binary' })), fc.nat({ max: 40 }), (raw, maxLength) => {
        const clean = cleanText(raw, maxLength);
        expect([...clean].length).toBeLessThanOrEqual(maxLength);
        expect(clean).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        expect(clean.normalize('NFC')).toBe(clean);
        expect(clean.trim()).toBe(clean);
        expect(cleanText(clean, maxLength)).toBe(clean);
      }),
      { numRuns: 500 },
    );
  });

  it('does not work its way through megabytes', () => {
    const begun = process.hrtime.bigint();
    expect(cleanText('x'.repeat(50_000_000), 10)).toBe('xxxxxxxxxx');
    expect(Number(process.hrtime.bigint() - begun)).toBeLessThan(500e6);
  });
});
