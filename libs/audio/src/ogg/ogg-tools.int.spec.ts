import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OpusEncoder } from '@discordjs/opus';
import { FRAME_SAMPLES, FRAMES_PER_BLOCK, OPUS_PRE_SKIP } from '../constants';
import { detectSourceFormat } from '../detect/detect-source-format';
import { rmsDb } from '../levels/rms-db';
import { deepestHoleDb } from '../measure/holes';
import { largestStepDbfs } from '../measure/largest-step-dbfs';
import { dominantFrequencyHz } from '../measure/dominant-frequency-hz';
import { floatToS16, s16leToFloat } from '../pcm/sample-formats';
import { FILLER_PACKET, opusPacketSamples } from '../opus/opus-packet-samples';
import { concatBytes } from '../text/concat-bytes';
import { OggDemuxer } from './ogg-demuxer';
import { OggHeaderCollector } from './ogg-header-collector';
import { OggOpusStream } from './ogg-opus-stream';
import { OggPacketReader } from './ogg-packet-reader';

const QUIET = ['-hide_banner', '-loglevel', 'error', '-nostdin'];

/** Opus packets of a tone of 440 Hz at −12 dBFS. */
function encodeTone(packets: number): Uint8Array[] {
  const encoder = new OpusEncoder(48_000, 2);
  encoder.setBitrate(128_000);
  return Array.from({ length: packets }, (_, n) => {
    const pcm = Float32Array.from({ length: FRAME_SAMPLES * 2 }, (_sample, i) => {
      return 0.25 * Math.sin((2 * Math.PI * 440 * (n * FRAME_SAMPLES + (i >> 1))) / 48_000);
    });
    return encoder.encode(Buffer.from(floatToS16(pcm).buffer));
  });
}

/** Packets as an edge sends them: 100 ms to a page. */
function audioPages(stream: OggOpusStream, packets: Uint8Array[], firstSample: number): Uint8Array[] {
  const pages: Uint8Array[] = [];
  for (let at = 0; at < packets.length; at += FRAMES_PER_BLOCK) {
    const block = packets.slice(at, at + FRAMES_PER_BLOCK);
    pages.push(stream.audioPage(block, firstSample + (at + block.length) * FRAME_SAMPLES));
  }
  return pages;
}

function decode(bytes: Uint8Array, format = 'ogg'): Float32Array {
  const run = spawnSync('ffmpeg', [...QUIET, '-f', format, '-i', 'pipe:0', '-f', 's16le', '-ar', '48000', '-ac', '2', 'pipe:1'], {
    input: bytes,
    maxBuffer: 64_000_000,
  });
  expect(run.stderr.toString()).toBe('');
  return s16leToFloat(run.stdout);
}

function make(...args: string[]): Uint8Array {
  return execFileSync('ffmpeg', [...QUIET, '-f', 'lavfi', '-i', 'sine=440:sample_rate=48000:duration=4', ...args, 'pipe:1']);
}

describe('a muxed Opus stream', () => {
  let folder: string;
  let file: string;
  const packets = encodeTone(150);

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ogg-'));
    file = path.join(folder, 'muxed.opus');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const valid = (bytes: Uint8Array) => {
    writeFileSync(file, bytes);
    return spawnSync('oggz-validate', [file], { encoding: 'utf8' });
  };

  const complaints = (run: { stdout: string; stderr: string }): string[] =>
    (run.stdout + run.stderr).split('\n').filter((line) => line.startsWith('serialno'));

  it('is faultless to oggz-validate and opusinfo, with its title', () => {
    const stream = new OggOpusStream({ serial: 0x12345678, title: 'Sunrise', artist: 'Mia', comments: ['GENRE=Jazz'] });
    const run = valid(concatBytes([stream.headers(), ...audioPages(stream, packets, 0), stream.end()]));
    expect([run.status, run.stdout, run.stderr]).toEqual([0, '', '']);
    const info = spawnSync('opusinfo', [file], { encoding: 'utf8' });
    expect(info.stdout + info.stderr).not.toMatch(/warning|error/i);
    expect(info.stdout).toMatch(/TITLE=Sunrise[^]*ARTIST=Mia[^]*GENRE=Jazz[^]*Pre-skip: 3840[^]*length: 0m:02\.9(19|20)s/);
  });

  it('ends faultless with its last packets on the last page', () => {
    const stream = new OggOpusStream({ serial: 1 });
    const pages = audioPages(stream, packets.slice(0, 145), 0);
    const run = valid(concatBytes([stream.headers(), ...pages, stream.end(packets.slice(145), 150 * FRAME_SAMPLES)]));
    expect([run.status, run.stdout + run.stderr]).toEqual([0, '']);
  });

  it('holds the tone, sample by sample as long as its granules say', () => {
    const stream = new OggOpusStream({ serial: 1 });
    const sound = decode(concatBytes([stream.headers(), ...audioPages(stream, packets, 0), stream.end()]));
    expect(sound.length / 2).toBe(150 * FRAME_SAMPLES - OPUS_PRE_SKIP);
    expect(dominantFrequencyHz(sound)).toBeCloseTo(440, 0);
    expect(rmsDb(sound)).toBeCloseTo(-15.05, 0);
  });

  it('may be joined in its middle, with page numbers that jump and any first granule', () => {
    const stream = new OggOpusStream({ serial: 1 });
    stream.sequence = 123_456;
    const pages = audioPages(stream, packets, 48_000 * 86_400 * 30);
    const sound = decode(concatBytes([stream.headers(), ...pages.slice(10)]));
    expect(sound.length / 2).toBe(100 * FRAME_SAMPLES - OPUS_PRE_SKIP);
    expect(deepestHoleDb(sound.subarray(9_600))).toBeLessThan(1);
    const said = valid(concatBytes([stream.headers(), ...pages.slice(10)]));
    expect(complaints(said)).toEqual(['serialno 0000000001: missing *** eos']);
  });

  it('goes on without a seam in the next link of a chain that begins with the last four packets of the one before', () => {
    const first = new OggOpusStream({ serial: 1, title: 'One' });
    const second = new OggOpusStream({ serial: 2, title: 'Two' });
    const begin = [first.headers(), ...audioPages(first, packets.slice(0, 70), 0)];
    const end = first.end(packets.slice(70, 75), 75 * FRAME_SAMPLES);
    const chain = concatBytes([...begin, end, second.headers(), ...audioPages(second, packets.slice(71), 0), second.end()]);
    expect(complaints(valid(chain))).toEqual([]);
    const sound = decode(chain);
    expect(sound.length / 2).toBe(150 * FRAME_SAMPLES - OPUS_PRE_SKIP);
    expect(deepestHoleDb(sound.subarray(9_600))).toBeLessThan(1);
    expect(largestStepDbfs(sound.subarray(9_600))).toBeLessThan(-35);
  });

  it('stays as long with filler in it', () => {
    const stream = new OggOpusStream({ serial: 1 });
    const filled = packets.map((packet, i) => (i >= 50 && i < 75 ? FILLER_PACKET : packet));
    const sound = decode(concatBytes([stream.headers(), ...audioPages(stream, filled, 0), stream.end()]));
    expect(sound.length / 2).toBe(150 * FRAME_SAMPLES - OPUS_PRE_SKIP);
  });
});

describe('streams of other muxers', () => {
  const cover = ['-f', 'lavfi', '-i', 'color=red:size=64x64:rate=5:duration=4', '-map', '0:a', '-map', '1:v', '-c:v', 'libtheora'];

  it.each([
    ['opus', ['-c:a', 'libopus', '-metadata', 'title=Sunrise', '-f', 'ogg']],
    ['vorbis', ['-c:a', 'libvorbis', '-metadata', 'title=Sunrise', '-f', 'ogg']],
    ['flac', ['-c:a', 'flac', '-metadata', 'title=Sunrise', '-f', 'ogg']],
    ['vorbis', [...cover, '-c:a', 'libvorbis', '-metadata', 'title=Sunrise', '-f', 'ogg']],
  ])('of %s: all pages are read, and the headers start a decoder in the middle (%j)', (codec, args) => {
    const bytes = make(...args);
    const demuxer = new OggDemuxer();
    const pages = demuxer.push(bytes);
    expect(Buffer.from(concatBytes(pages.map((page) => page.bytes))).equals(bytes)).toBe(true);
    const collector = new OggHeaderCollector();
    const data = pages.filter((page) => collector.push(page) === 'data');
    expect(collector.headers).toMatchObject({ codec, comments: { title: 'Sunrise' } });
    expect(data.length).toBeGreaterThan(1);
    const headers = collector.headers?.bytes ?? new Uint8Array();
    const sound = decode(concatBytes([headers, ...data.slice(1).map((page) => page.bytes)]));
    expect(sound.length / 2 / 48_000).toBeGreaterThan(1);
    expect(dominantFrequencyHz(sound.subarray(sound.length / 2))).toBeCloseTo(440, 0);
  });

  it('of Opus: packet lengths add up to the granule', () => {
    const reader = new OggPacketReader();
    const packets = new OggDemuxer().push(make('-c:a', 'libopus', '-f', 'ogg')).flatMap((page) => reader.push(page));
    const samples = packets.slice(2).reduce((sum, { data }) => sum + opusPacketSamples(data), 0);
    const end = Number(packets.at(-1)?.granule);
    expect(samples).toBeGreaterThanOrEqual(end);
    expect(samples - end).toBeLessThan(FRAME_SAMPLES);
  });

  it.each([
    ['mp3', ['-c:a', 'libmp3lame', '-f', 'mp3'], 0],
    ['mp3', ['-c:a', 'libmp3lame', '-id3v2_version', '0', '-write_xing', '0', '-f', 'mp3'], 1_001],
    ['mp3', ['-c:a', 'libmp3lame', '-ar', '22050', '-b:a', '32k', '-f', 'mp3'], 5_000],
    ['mp3', ['-c:a', 'mp2', '-f', 'mp2'], 77],
    ['aac', ['-c:a', 'aac', '-f', 'adts'], 0],
    ['aac', ['-c:a', 'aac', '-f', 'adts'], 3_333],
    ['flac', ['-c:a', 'flac', '-f', 'flac'], 0],
    ['webm', ['-c:a', 'libopus', '-f', 'webm'], 0],
    ['ogg', ['-c:a', 'libvorbis', '-f', 'ogg'], 0],
    ['unknown', ['-f', 'wav'], 0],
  ])('are told to be %s (%j from byte %d)', (format, args, from) => {
    const bytes = make(...args).subarray(from);
    expect(detectSourceFormat(bytes)).toBe(format);
    if (format !== 'unknown') expect(detectSourceFormat(bytes.subarray(0, 4_096))).toBe(format);
  });
});
