/** Letters that Unicode does not decompose into a plain one and a mark. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ł: 'l', ı: 'i', þ: 'th', ħ: 'h', ŋ: 'n',
};

/**
 * Text made comparable for search: lower case, without accents and other marks, everything but letters and digits as one
 * space. Two spellings that people take for the same become the same; it is not for showing.
 */
export function searchText(...parts: readonly string[]): string {
  return parts
    .join(' ')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    // An apostrophe is left out rather than made a space, so that "dont" finds "Don’t".
    .replace(/['’`]/gu, '')
    .replace(/[ßæœøđðłıþħŋ]/gu, (letter) => plainLetters[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The words of a query, as they stand in `searchText`; at most 20. */
export function searchWords(query: string): string[] {
  return [...new Set(searchText(query).split(' ').filter((word) => word !== ''))].slice(0, 20);
}
