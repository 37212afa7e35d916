import fc from 'fast-check';
import { searchText, searchWords } from './search-text';

it.each([
  ['Björk', 'bjork'],
  ['Sigur Rós', 'sigur ros'],
  ['Mötley   Crüe!', 'motley crue'],
  ['Don’t Stop', 'dont stop'],
  ['AC/DC', 'ac dc'],
  ['Straße', 'strasse'],
  ['ＦＵＬＬ width', 'full width'],
  ['Ænima', 'aenima'],
  ['Кино', 'кино'],
  ['坂本 龍一', '坂本 龍一'],
  ['100 %', '100'],
  ['¿?', ''],
])('makes %s comparable as "%s"', (text, expected) => {
  expect(searchText(text)).toBe(expected);
});

it('is the same again when made comparable twice', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => searchText(searchText(text)) === searchText(text)));
});

it('never leaves what a pattern of SQL gives a meaning', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/[%_\\\0]/.test(searchText(text))));
});

it('takes each word of a query once', () => {
  expect(searchWords('Night, night FERRY')).toEqual(['night', 'ferry']);
  expect(searchWords(' ')).toEqual([]);
});
