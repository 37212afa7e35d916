import fc from 'fast-check';
import { parseRange } from './parse-range';

it.each([
  ['bytes=0-99', { kind: 'part', first: 0, last: 99 }],
  ['bytes=990-', { kind: 'part', first: 990, last: 999 }],
  ['bytes=0-5000', { kind: 'part', first: 0, last: 999 }],
  ['bytes=-10', { kind: 'part', first: 990, last: 999 }],
  ['bytes=-5000', { kind: 'part', first: 0, last: 999 }],
  ['bytes=1000-', { kind: 'unsatisfiable' }],
  ['bytes=-0', { kind: 'unsatisfiable' }],
  ['bytes=5-2', { kind: 'whole' }],
  ['bytes=-', { kind: 'whole' }],
  ['bytes=0-1,5-6', { kind: 'whole' }],
  ['items=0-1', { kind: 'whole' }],
  ['bytes=a-b', { kind: 'whole' }],
  [undefined, { kind: 'whole' }],
])('reads %s of 1000 bytes', (header, expected) => {
  expect(parseRange(header, 1000)).toEqual(expected);
});

it('never leaves the file, whatever it is given', () => {
  const header = fc.oneof(fc.string(), fc.tuple(fc.nat(), fc.nat()).map(([from, to]) => `bytes=${from}-${to}`), fc.nat().map((from) => `bytes=${from}-`));
  fc.assert(
    fc.property(header, fc.nat({ max: 5_000 }), (text, size) => {
      const range = parseRange(text, size);
      return range.kind !== 'part' || (range.first >= 0 && range.first <= range.last && range.last < size);
    }),
  );
});
