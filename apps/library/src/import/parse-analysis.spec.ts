import fc from 'fast-check';
import { parseAnalysis } from './parse-analysis';

const summary = (lufs = '-15.9', peak = '-0.4') => `
[Parsed_ebur128_4 @ 0x55] Summary:

  Integrated loudness:
    I:         ${lufs} LUFS
    Threshold: -25.9 LUFS

  True peak:
    Peak:       ${peak} dBFS
`;
const silence = (...edges: [number, number?][]) =>
  edges.map(([start, end]) => `[silencedetect @ 0x5] silence_start: ${start}\n${end === undefined ? '' : `[silencedetect @ 0x5] silence_end: ${end} | silence_duration: 1\n`}`).join('');
const progress = (us: number) => `out_time_us=0\nprogress=continue\nout_time_us=${us}\nprogress=end\n`;

it('reads loudness, peak and duration', () => {
  expect(parseAnalysis(summary(), progress(183_456_789))).toEqual({
    durationMs: 183_457, integratedLufs: -15.9, truePeakDbfs: -0.4, cueInMs: 0, cueOutMs: 183_457,
  });
});

it('leaves out silence before and after the sound, but for a margin', () => {
  const said = `${silence([0, 1.5], [40, 42.25], [57.25])}${summary()}`;
  expect(parseAnalysis(said, progress(60e6))).toMatchObject({ cueInMs: 1_480, cueOutMs: 57_270 });
});

it('takes a silence that ffmpeg ends with the file for its tail', () => {
  expect(parseAnalysis(`${silence([57.25, 60])}${summary()}`, progress(60e6))).toMatchObject({ cueInMs: 0, cueOutMs: 57_270 });
});

it('keeps silence in the middle', () => {
  expect(parseAnalysis(`${silence([10, 20])}${summary()}`, progress(60e6))).toMatchObject({ cueInMs: 0, cueOutMs: 60_000 });
});

it('plays a silent file whole', () => {
  expect(parseAnalysis(`${silence([0])}${summary('-70.0', '-inf')}`, progress(5e6))).toEqual({
    durationMs: 5_000, integratedLufs: null, truePeakDbfs: -200, cueInMs: 0, cueOutMs: 5_000,
  });
});

it('finds no sound in what decoded to nothing', () => {
  expect(parseAnalysis(summary(), progress(0))).toBeUndefined();
  expect(parseAnalysis('', '')).toBeUndefined();
});

it('refuses a report without loudness', () => {
  expect(() => parseAnalysis('Conversion failed!', progress(5e6))).toThrow('no loudness');
});

it('always gives cues in order and within the file', () => {
  const second = fc.double({ min: 0, max: 60, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(second, fc.option(second, { nil: undefined }))), (edges) => {
      const { cueInMs, cueOutMs } = parseAnalysis(silence(...edges) + summary(), progress(60e6)) as { cueInMs: number; cueOutMs: number };
      expect(cueInMs).toBeGreaterThanOrEqual(0);
      expect(cueOutMs).toBeLessThanOrEqual(60_000);
    }),
  );
});
