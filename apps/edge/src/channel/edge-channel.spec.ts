import type { ChannelDto, FrameMessage, NowPlayingDto } from '@longwave/contracts';
import { makeQuietLoop } from '../filler/quiet-loop';
import { ChannelDirectory } from './channel-directory';
import { EdgeChannel } from './edge-channel';

const TIMELINE = '6f1f6a52-5f0e-4f6e-9d53-3f7f0b1f0a01';
const loop = makeQuietLoop();
const dto = (channelId: number, slug: string) => ({ channelId, slug, name: `Radio ${channelId}`, mp3Kbps: 128, opusKbps: 128 }) as ChannelDto;

function open(channel = dto(1, 'radio')): EdgeChannel {
  let serial = 0;
  return new EdgeChannel({
    channel, loop, newSerial: () => serial++, onEncoderDeath: () => undefined,
    startEncoder: () => ({ write: () => undefined, stop: () => undefined }),
  });
}

const block = (index: number, packet = Uint8Array.of(0xfc)): FrameMessage => ({
  timelineId: TIMELINE, epoch: 1, firstSample: 48_000_000 + index * 4_800, startsClean: index === 0, packets: Array.from({ length: 5 }, () => packet),
});
const playing = (name: string, startedAtSample: number, timelineId = TIMELINE) =>
  ({ timelineId, startedAtSample, dj: null, track: { name, artist: '', album: '' } }) as unknown as NowPlayingDto;

function play(channel: EdgeChannel, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    channel.receive(block(i), i * 100);
    channel.tick(i * 100);
  }
}

describe('EdgeChannel', () => {
  it('gives every flavour the same sound', () => {
    const channel = open();
    play(channel, 0, 50);
    expect(channel.soundAt(5_000)).toBe('programme');
    expect(channel.endless.positionAt(channel.endless.endIndex)).toBe(channel.chained.positionAt(channel.chained.endIndex));
    expect(channel.sampleAt(4_800)).toEqual({ timelineId: TIMELINE, sample: 48_004_800 });
    expect([channel.soundAt(60_000), open().soundAt(0)]).toEqual(['filler', 'none']);
  });

  it('counts messages with packets that are no Opus of 20 ms as lost', () => {
    const channel = open();
    play(channel, 0, 10);
    for (const bad of [Uint8Array.of(0xff), Uint8Array.of(0xf0, 1), Uint8Array.of(0xff, 0x8a)]) channel.receive(block(10, bad), 1_000);
    channel.tick(1_000);
    expect(channel.timeline.received?.nextSample).toBe(48_000_000 + 10 * 4_800);
    play(channel, 10, 12);
    expect(channel.timeline.received?.nextSample).toBe(48_000_000 + 12 * 4_800);
  });

  it('puts a title where it belongs on the count, told early, late or before the programme', () => {
    const channel = open();
    channel.nowPlaying(playing('before', 47_000_000), 1);
    play(channel, 0, 20);
    expect(channel.titles.at(0).title).toBe('before');
    channel.nowPlaying(playing('next', 48_000_000 + 200_000), 2);
    expect([channel.titles.at(199_999).title, channel.titles.at(200_000).title]).toEqual(['before', 'next']);
    channel.nowPlaying(playing('an old one', 47_500_000), 1);
    expect(channel.titles.at(200_000).title).toBe('next');
    channel.nowPlaying(playing('of another count', 5, '6f1f6a52-5f0e-4f6e-9d53-3f7f0b1f0a02'), 1);
    expect(channel.titles.at(channel.timeline.nextPosition).title).toBe('of another count');
  });
});

describe('ChannelDirectory', () => {
  it('finds channels by the slug they have now, and keeps the channel itself', () => {
    const directory = new ChannelDirectory(open);
    const one = directory.put(dto(1, 'radio'));
    expect(directory.put(dto(1, 'renamed'))).toBeUndefined();
    expect([directory.bySlug('radio'), directory.bySlug('renamed'), directory.byId(1)]).toEqual([undefined, one, one]);
    directory.put(dto(2, 'radio'));
    expect(directory.bySlug('radio')?.channel.channelId).toBe(2);
    directory.remove(1);
    expect([directory.byId(1), directory.bySlug('renamed'), [...directory].length]).toEqual([undefined, undefined, 1]);
  });

  it.each(['', 'Radio', '../x', 'a b', 'x'.repeat(41)])('takes no channel with the slug %j', (slug) => {
    expect(new ChannelDirectory(open).put(dto(1, slug))).toBeUndefined();
  });
});
