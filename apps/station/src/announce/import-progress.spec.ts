import { importProgress } from './wait-until-on-air';

it.each([
  [{ isScanning: true, found: 0, done: 0, tracks: 0 }, 'looking for music'],
  [{ isScanning: true, found: 40, done: 12, tracks: 0 }, 'importing 12 of 40 files'],
  [{ isScanning: true, found: 40, done: 12, tracks: 11 }, '11 tracks, importing 12 of 40 files'],
  [{ isScanning: false, found: 1, done: 1, tracks: 1 }, '1 track'],
  [{ isScanning: false, found: 0, done: 0, tracks: 0 }, 'no music'],
])('tells %j as "%s"', (status, text) => {
  expect(importProgress({ ...status, refused: [] })).toBe(text);
});
