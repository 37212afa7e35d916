import type { MixerStatusDto } from '@longwave/contracts';
import { judgeChannel } from './judge-channel';

const mixer = (parts: Partial<MixerStatusDto> = {}): MixerStatusDto => ({
  channelId: 1, nextSample: 480_000, tier: 'playlist', rmsDb: -20, tierRmsDb: -20, demotedLiveRmsDb: null, silentForMs: 0, isSilenceRequested: false, dueFrames: 500,
  lateFrames: 0, missedFrames: 0, resentFrames: 0, silences: { live: 0, requests: 0, playlist: 0, output: 0 }, epoch: 1, ...parts,
});
const edge = (nextSample = 470_000) => ({ channelId: 1, timelineId: 't', nextSample, dueSample: nextSample });

it.each([
  ['sound', mixer(), edge(), true],
  ['noise', mixer({ tier: 'noise', rmsDb: -24.8 }), edge(), true],
  ['a pause in the music', mixer({ rmsDb: -80, silentForMs: 9_000 }), edge(), true],
  ['silence', mixer({ rmsDb: -200, silentForMs: 10_020 }), edge(), false],
  ['silence that was asked for', mixer({ tier: 'silence', rmsDb: -200, silentForMs: 600_000, isSilenceRequested: true }), edge(), true],
  ['no mixer', undefined, edge(), false],
  ['no edge', mixer(), undefined, false],
  ['an edge without sound', mixer(), edge(100_000), false],
])('judges %s', (_what, status, position, ok) => {
  const verdict = judgeChannel(1, status, position);
  expect(verdict.ok).toBe(ok);
  expect(verdict.reason).not.toBe('');
});
