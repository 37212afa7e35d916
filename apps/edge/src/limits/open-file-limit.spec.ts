import { listenerRoom, parseOpenFileLimit } from './open-file-limit';

const LIMITS = `Limit                     Soft Limit           Hard Limit           Units
Max processes             95865                95865                processes
Max open files            20000                524288               files
Max locked memory         8388608              8388608              bytes
`;

it('reads the soft limit', () => {
  expect(parseOpenFileLimit(LIMITS)).toBe(20_000);
});

it.each(['', LIMITS.replace('20000', 'unlimited'), LIMITS.slice(0, 160), 'Max open files'])('tells none where there is none', (text) => {
  expect(parseOpenFileLimit(text)).toBeUndefined();
});

describe('listenerRoom', () => {
  it.each([undefined, 10_800, 1e6])('takes all who are wanted with %s files', (openFiles) => {
    expect(listenerRoom(10_000, openFiles)).toEqual({ listeners: 10_000, others: 500 });
  });

  it.each([[10_799, 9_999, 500], [4_096, 3_296, 500], [1_024, 468, 256], [512, 156, 128], [256, 28, 64], [64, 1, 16]])('of %i files leaves room for %i listeners', (openFiles, listeners, others) => {
    const room = listenerRoom(10_000, openFiles);
    expect(room).toMatchObject({ listeners, others });
    expect(room.problem).toMatch(new RegExp(`only ${openFiles} files .* ${listeners} listeners fit, not EDGE_MAX_LISTENERS \\(10000\\).* 10800 or more`));
  });
});
