import { splitStreamTitle } from './split-stream-title';

describe('splitStreamTitle', () => {
  it.each([
    ['Moss Receiver - Antenna Garden', 'Moss Receiver', 'Antenna Garden'],
    ['A - B - C', 'A', 'B - C'],
    ['Jean-Luc — Soir', 'Jean-Luc', 'Soir'],
    ['Saturday Night Shortwave', '', 'Saturday Night Shortwave'],
    ['co-op', '', 'co-op'],
    [' - ', '', '-'],
    ['', '', ''],
  ])('%p', (line, artist, title) => {
    expect(splitStreamTitle(line)).toEqual({ artist, title });
  });
});
