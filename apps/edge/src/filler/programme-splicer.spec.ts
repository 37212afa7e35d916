import { OggOpusStream, dominantFrequencyHz, largestStepDbfs, opusPacketSamples, rmsDb } from '@longwave/audio';
import { execFileSync } from 'node:child_process';
import type { TimelineItem } from '../timeline/channel-timeline';
import { OpusCodec, PACKET_VALUES } from './opus-codec';
import { ProgrammeSplicer } from './programme-splicer';
import { makeQuietLoop } from './quiet-loop';

const loop = makeQuietLoop();

/** A tone of −12 dBFS, coded in one go. */
function tonePackets(hz: number, count: number): Uint8Array[] {
  const codec = new OpusCodec(128_000);
  return Array.from({ length: count }, (_, packet) =>
    codec.encode(Float32Array.from({ length: PACKET_VALUES }, (_v, i) => 0.25 * Math.sin((2 * Math.PI * hz * (packet * 960 + (i >> 1))) / 48_000))));
}

function decodeAll(packets: readonly Uint8Array[]): Float32Array {
  const codec = new OpusCodec(128_000);
  const pcm = new Float32Array(packets.length * PACKET_VALUES);
  packets.forEach((packet, i) => pcm.set(codec.decode(packet), i * PACKET_VALUES));
  return pcm;
}

/** As players do that use ffmpeg's own decoder, which conceals nothing. */
function decodeWithFfmpeg(packets: readonly Uint8Array[]): Float32Array {
  const ogg = new OggOpusStream({ serial: 1, preSkip: 0 });
  const pages = packets.map((packet, i) => ogg.audioPage([packet], (i + 1) * 960));
  const pcm = execFileSync('ffmpeg', ['-v', 'error', '-c:a', 'opus', '-i', 'pipe:0', '-f', 'f32le', 'pipe:1'], { input: Buffer.concat([ogg.headers(), ...pages]), maxBuffer: 1e8 });
  return new Float32Array(pcm.buffer.slice(pcm.byteOffset, pcm.byteOffset + pcm.length));
}

const part = (pcm: Float32Array, fromPacket: number, toPacket: number) => pcm.subarray(fromPacket * PACKET_VALUES, toPacket * PACKET_VALUES);
const peakDb = (pcm: Float32Array) => 20 * Math.log10(pcm.reduce((peak, value) => Math.max(peak, Math.abs(value)), 1e-9));

const programme = (packets: readonly Uint8Array[], from: number, to: number, source = 'a', lead: Uint8Array[] = []): TimelineItem[] =>
  packets.slice(from, to).map((bytes, i) => ({ kind: 'programme', position: (from + i) * 960, bytes, startsClean: false, source, lead: i === 0 ? lead : [] }));
const filler = (count: number): TimelineItem[] => Array.from({ length: count }, (_, i) => ({ kind: 'filler', position: i * 960 }));

describe('the quiet loop', () => {
  const pcm = decodeAll(Array.from({ length: 1_200 }, (_, i) => loop.packetAt(i)));

  it('is quiet, steady and without holes', () => {
    for (let packet = 5; packet < 1_190; packet++) {
      expect(rmsDb(part(pcm, packet, packet + 1))).toBeGreaterThan(-50);
      expect(rmsDb(part(pcm, packet, packet + 1))).toBeLessThan(-37);
    }
  });

  it('never clicks, not where its end meets its beginning either', () => {
    expect(largestStepDbfs(pcm)).toBeLessThan(-50);
    for (const joint of [200, 400, 800]) expect(peakDb(part(pcm, joint, joint + 10))).toBeLessThan(peakDb(part(pcm, joint - 50, joint)) + 1.5);
  });

  it('is coded as decoders conceal it, in packets of 20 ms', () => {
    for (let i = 0; i < 500; i++) {
      expect(opusPacketSamples(loop.packetAt(i))).toBe(960);
      expect(loop.packetAt(i)[0]! & 0x80).toBe(0x80);
    }
  });
});

describe('ProgrammeSplicer', () => {
  const tone = tonePackets(440, 400);

  it('hands on the programme as it is', () => {
    expect(new ProgrammeSplicer(loop).render(programme(tone, 0, 50))).toEqual(tone.slice(0, 50));
  });

  it('fades over into the loop, in packets that any decoder plays, without a hole', () => {
    const splicer = new ProgrammeSplicer(loop);
    const packets = [...splicer.render(programme(tone, 0, 50)), ...splicer.render(filler(10)), ...splicer.render(filler(55))];
    expect(packets.slice(75)).toEqual(Array.from({ length: 40 }, (_, i) => loop.packetAt(i)));
    for (const decode of [decodeAll, decodeWithFfmpeg]) {
      const pcm = decode(packets);
      expect(largestStepDbfs(part(pcm, 40, 110))).toBeLessThan(-34);
      for (let packet = 45; packet < 110; packet++) expect(rmsDb(part(pcm, packet, packet + 1))).toBeGreaterThan(-50);
      expect(rmsDb(part(pcm, 80, 110))).toBeLessThan(-37);
    }
  });

  it('lets the loop rise from silence when there was no programme yet', () => {
    const pcm = decodeAll(new ProgrammeSplicer(loop).render(filler(60)));
    expect(rmsDb(part(pcm, 0, 3))).toBeLessThan(-55);
    expect(rmsDb(part(pcm, 30, 60))).toBeGreaterThan(-48);
    expect(largestStepDbfs(pcm)).toBeLessThan(-50);
  });

  it('hides a short loss', () => {
    const packets = new ProgrammeSplicer(loop).render([...programme(tone, 0, 50), ...filler(5), ...programme(tone, 55, 100)]);
    expect(packets.slice(65)).toEqual(tone.slice(65, 100));
    for (const decode of [decodeAll, decodeWithFfmpeg]) {
      const pcm = decode(packets);
      expect(largestStepDbfs(part(pcm, 40, 100))).toBeLessThan(-30);
      for (let packet = 45; packet < 95; packet++) expect(rmsDb(part(pcm, packet, packet + 1))).toBeGreaterThan(-15 - 9);
    }
  });

  it.each([['in the middle of the fade', 9], ['right after the fade', 25], ['out of the loop', 52], ['out of the loop, later', 200]])('comes back %s without a blast or a click', (_name, count) => {
    const splicer = new ProgrammeSplicer(loop);
    const packets = splicer.render([...programme(tone, 0, 100), ...filler(count), ...programme(tone, 100 + count, 160 + count)]);
    for (const decode of [decodeAll, decodeWithFfmpeg]) {
      const pcm = decode(packets);
      const back = 100 + count;
      expect(peakDb(part(pcm, back, back + 60))).toBeLessThan(-12 + 1.5);
      expect(largestStepDbfs(part(pcm, 100, back + 60))).toBeLessThan(-30);
      for (let packet = back - 5; packet < back + 10; packet++) expect(rmsDb(part(pcm, packet, packet + 1))).toBeGreaterThan(-50);
      expect(dominantFrequencyHz(part(pcm, back + 10, back + 40))).toBeCloseTo(440, 0);
      expect(rmsDb(part(pcm, back + 10, back + 40))).toBeGreaterThan(-16);
    }
    const back = 100 + count;
    // From the end of the bridge on it is the mixer's own coding again.
    expect(packets.slice(back + 10)).toEqual(tone.slice(back + 10, back + 60));
  });

  it('goes over to the clean packet of another mixer at once', () => {
    const clean = programme(tone, 150, 200, 'b').map((item, i) => ({ ...item, startsClean: i === 0 }));
    expect(new ProgrammeSplicer(loop).render([...programme(tone, 0, 20), ...clean]).slice(20)).toEqual(tone.slice(150, 200));
  });

  it('goes over to another mixer in the middle of its packets without a blast', () => {
    const other = tonePackets(440, 400);
    const second = programme(other, 200, 260, 'b', other.slice(195, 200));
    const pcm = decodeAll(new ProgrammeSplicer(loop).render([...programme(tone, 0, 200), ...second]));
    expect(peakDb(part(pcm, 195, 260))).toBeLessThan(-12 + 1.5);
    expect(largestStepDbfs(part(pcm, 195, 260))).toBeLessThan(-20);
    for (let packet = 195; packet < 220; packet++) expect(rmsDb(part(pcm, packet, packet + 1))).toBeGreaterThan(-15 - 6);
  });

  it.each([['clean', true], ['not clean', false]])('goes over to another mixer during filler, its first packet %s', (_name, isClean) => {
    const second = programme(tone, 212, 270, 'b', isClean ? [] : tone.slice(207, 212)).map((item, i) => ({ ...item, startsClean: isClean && i === 0 }));
    const packets = new ProgrammeSplicer(loop).render([...programme(tone, 0, 200), ...filler(12), ...second]);
    for (const decode of [decodeAll, decodeWithFfmpeg]) {
      const pcm = decode(packets);
      expect(peakDb(part(pcm, 195, 270))).toBeLessThan(-12 + 1.5);
      expect(largestStepDbfs(part(pcm, 195, 270))).toBeLessThan(-30);
    }
  });

  it('survives packets that are none', () => {
    const broken = programme([Uint8Array.of(3), Uint8Array.of(0xff, 0xff, 1)], 0, 2, 'b');
    expect(new ProgrammeSplicer(loop).render([...filler(20), ...broken]).slice(20)).toEqual([Uint8Array.of(3), Uint8Array.of(0xff, 0xff, 1)]);
  });
});
